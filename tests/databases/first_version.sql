SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA mppgeo;
CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;
COMMENT ON EXTENSION postgis IS 'PostGIS geometry and geography spatial types and functions';
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE mppgeo.batas_kabkota (
    kode text NOT NULL,
    nama text NOT NULL,
    geom public.geometry(MultiPolygon,4326) NOT NULL
);
COMMENT ON TABLE mppgeo.batas_kabkota IS 'Boundaries of the set that was in use when the database was filled';
CREATE TABLE mppgeo.batas_provinsi (
    kode text NOT NULL,
    nama text NOT NULL,
    geom public.geometry(MultiPolygon,4326) NOT NULL
);
COMMENT ON TABLE mppgeo.batas_provinsi IS 'Boundaries of the set that was in use when the database was filled';
CREATE TABLE mppgeo.capacity (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    tahun bigint NOT NULL,
    kapasitas_fiskal text,
    kemiskinan_persen double precision,
    status_3t text,
    sumber_url text[] NOT NULL,
    CONSTRAINT capacity_kapasitas_fiskal_allowed CHECK ((kapasitas_fiskal = ANY (ARRAY['sangat rendah'::text, 'rendah'::text, 'sedang'::text, 'tinggi'::text, 'sangat tinggi'::text]))),
    CONSTRAINT capacity_status_3t_allowed CHECK ((status_3t = ANY (ARRAY['ya'::text, 'tidak'::text])))
);
COMMENT ON TABLE mppgeo.capacity IS 'What an area can do by itself: money, poverty, remoteness.';
COMMENT ON COLUMN mppgeo.capacity.kode IS 'Home Ministry code of the area';
COMMENT ON COLUMN mppgeo.capacity.kabkota IS 'Name of the area';
COMMENT ON COLUMN mppgeo.capacity.tahun IS 'Year';
COMMENT ON COLUMN mppgeo.capacity.kapasitas_fiskal IS 'Fiscal capacity by the finance ministry';
COMMENT ON COLUMN mppgeo.capacity.kemiskinan_persen IS 'Share of poor people in percent';
COMMENT ON COLUMN mppgeo.capacity.status_3t IS 'Whether the area is officially least developed, outermost or on the border (3T)';
COMMENT ON COLUMN mppgeo.capacity.sumber_url IS 'Sources';
ALTER TABLE mppgeo.capacity ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.capacity_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.data_notes (
    nomor bigint NOT NULL,
    isi text NOT NULL,
    isi_en text NOT NULL,
    sumber_url text[] NOT NULL
);
COMMENT ON TABLE mppgeo.data_notes IS 'Something in which the sources disagree.';
COMMENT ON COLUMN mppgeo.data_notes.isi IS 'Text in Indonesian';
COMMENT ON COLUMN mppgeo.data_notes.isi_en IS 'Text in English';
COMMENT ON COLUMN mppgeo.data_notes.sumber_url IS 'Sources';
ALTER TABLE mppgeo.data_notes ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.data_notes_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.ecosystems (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    nama_mpp text NOT NULL,
    ekosistem text NOT NULL,
    ada text NOT NULL,
    tanggal_data text,
    sumber_url text[] NOT NULL,
    CONSTRAINT ecosystems_ada_allowed CHECK ((ada = ANY (ARRAY['ya'::text, 'tidak'::text]))),
    CONSTRAINT ecosystems_ekosistem_allowed CHECK ((ekosistem = ANY (ARRAY['langsung'::text, 'bergerak'::text, 'mandiri'::text, 'elektronik'::text])))
);
COMMENT ON TABLE mppgeo.ecosystems IS 'One of the four ways to serve that an MPP offers.';
COMMENT ON COLUMN mppgeo.ecosystems.kode IS 'Government that runs the MPP';
COMMENT ON COLUMN mppgeo.ecosystems.kabkota IS 'Name of the government that runs it';
COMMENT ON COLUMN mppgeo.ecosystems.nama_mpp IS 'Name of the MPP';
COMMENT ON COLUMN mppgeo.ecosystems.ekosistem IS 'Direct, mobile, self-service or electronic';
COMMENT ON COLUMN mppgeo.ecosystems.ada IS 'Offered';
COMMENT ON COLUMN mppgeo.ecosystems.tanggal_data IS 'When it was counted';
COMMENT ON COLUMN mppgeo.ecosystems.sumber_url IS 'Sources';
ALTER TABLE mppgeo.ecosystems ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.ecosystems_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.evaluations (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    tahun bigint,
    predikat text,
    nilai double precision,
    sumber_url text[] NOT NULL
);
COMMENT ON TABLE mppgeo.evaluations IS 'An evaluation''s result for one area.';
COMMENT ON COLUMN mppgeo.evaluations.kode IS 'Home Ministry code of the area';
COMMENT ON COLUMN mppgeo.evaluations.kabkota IS 'Name of the area';
COMMENT ON COLUMN mppgeo.evaluations.tahun IS 'Year';
COMMENT ON COLUMN mppgeo.evaluations.predikat IS 'Predicate';
COMMENT ON COLUMN mppgeo.evaluations.nilai IS 'Score';
COMMENT ON COLUMN mppgeo.evaluations.sumber_url IS 'Sources';
ALTER TABLE mppgeo.evaluations ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.evaluations_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.institutions (
    nomor bigint NOT NULL,
    urutan bigint NOT NULL,
    nama text NOT NULL,
    singkatan text,
    jenis text NOT NULL,
    tanggal_nota_kesepahaman date NOT NULL,
    sumber text[] NOT NULL,
    CONSTRAINT institutions_jenis_allowed CHECK ((jenis = ANY (ARRAY['kementerian'::text, 'lembaga'::text, 'badan hukum publik'::text, 'BUMN'::text])))
);
COMMENT ON TABLE mppgeo.institutions IS 'A signatory of the agreement of 28 June 2022.';
COMMENT ON COLUMN mppgeo.institutions.urutan IS 'Order';
COMMENT ON COLUMN mppgeo.institutions.nama IS 'Name of the institution';
COMMENT ON COLUMN mppgeo.institutions.singkatan IS 'Abbreviation';
COMMENT ON COLUMN mppgeo.institutions.jenis IS 'Kind of institution';
COMMENT ON COLUMN mppgeo.institutions.tanggal_nota_kesepahaman IS 'Date of the agreement';
COMMENT ON COLUMN mppgeo.institutions.sumber IS 'Sources';
ALTER TABLE mppgeo.institutions ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.institutions_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.mpp (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kode_kabkota text,
    kabkota text NOT NULL,
    nama_mpp text NOT NULL,
    tanggal_peresmian text,
    presisi text,
    tanggal_awal date,
    tanggal_akhir date,
    jenis_tanggal text NOT NULL,
    hitungan_nasional text NOT NULL,
    diresmikan_oleh text,
    alamat text,
    lintang double precision,
    bujur double precision,
    jumlah_layanan bigint,
    jumlah_instansi bigint,
    status text,
    sumber_url text[] NOT NULL,
    sumber_tanggal text,
    catatan text,
    geom public.geometry(Point,4326) GENERATED ALWAYS AS (
CASE
    WHEN ((lintang IS NOT NULL) AND (bujur IS NOT NULL)) THEN public.st_setsrid(public.st_makepoint(bujur, lintang), 4326)
    ELSE NULL::public.geometry
END) STORED,
    CONSTRAINT mpp_hitungan_nasional_allowed CHECK ((hitungan_nasional = ANY (ARRAY['ya'::text, 'tidak'::text, 'belum terbukti'::text]))),
    CONSTRAINT mpp_jenis_tanggal_allowed CHECK ((jenis_tanggal = ANY (ARRAY['peresmian'::text, 'pembukaan_daerah'::text, 'soft_launching'::text, 'jadwal'::text]))),
    CONSTRAINT mpp_presisi_allowed CHECK ((presisi = ANY (ARRAY['hari'::text, 'bulan'::text, 'tahun'::text]))),
    CONSTRAINT mpp_status_allowed CHECK ((status = ANY (ARRAY['beroperasi'::text, 'soft launching'::text, 'sebagian aktif'::text])))
);
COMMENT ON TABLE mppgeo.mpp IS 'An MPP and its opening.';
COMMENT ON COLUMN mppgeo.mpp.kode IS 'Government that runs the MPP';
COMMENT ON COLUMN mppgeo.mpp.kode_kabkota IS 'Kabupaten or kota the MPP serves';
COMMENT ON COLUMN mppgeo.mpp.kabkota IS 'Name of the government that runs it';
COMMENT ON COLUMN mppgeo.mpp.nama_mpp IS 'Name of the MPP';
COMMENT ON COLUMN mppgeo.mpp.tanggal_peresmian IS 'Opening, as precisely as known';
COMMENT ON COLUMN mppgeo.mpp.presisi IS 'Precision of the opening date';
COMMENT ON COLUMN mppgeo.mpp.tanggal_awal IS 'Earliest day of the opening';
COMMENT ON COLUMN mppgeo.mpp.tanggal_akhir IS 'Latest day of the opening; the MPP counts from this day on';
COMMENT ON COLUMN mppgeo.mpp.jenis_tanggal IS 'What the date is: ministerial opening, local opening, trial or schedule';
COMMENT ON COLUMN mppgeo.mpp.hitungan_nasional IS 'In the ministry''s count';
COMMENT ON COLUMN mppgeo.mpp.diresmikan_oleh IS 'Opened by';
COMMENT ON COLUMN mppgeo.mpp.alamat IS 'Address';
COMMENT ON COLUMN mppgeo.mpp.lintang IS 'Latitude of the MPP, degrees';
COMMENT ON COLUMN mppgeo.mpp.bujur IS 'Longitude of the MPP, degrees';
COMMENT ON COLUMN mppgeo.mpp.jumlah_layanan IS 'Number of services';
COMMENT ON COLUMN mppgeo.mpp.jumlah_instansi IS 'Number of agencies';
COMMENT ON COLUMN mppgeo.mpp.status IS 'Operation as its source said';
COMMENT ON COLUMN mppgeo.mpp.sumber_url IS 'Sources';
COMMENT ON COLUMN mppgeo.mpp.sumber_tanggal IS 'Date of the source';
COMMENT ON COLUMN mppgeo.mpp.catatan IS 'Note';
CREATE TABLE mppgeo.mpp_details (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    nama_mpp text NOT NULL,
    alamat text,
    lintang double precision,
    bujur double precision,
    jumlah_layanan bigint,
    jumlah_instansi bigint,
    jam_layanan text,
    situs text[],
    sumber_url text[] NOT NULL,
    tanggal_data text,
    catatan text,
    geom public.geometry(Point,4326) GENERATED ALWAYS AS (
CASE
    WHEN ((lintang IS NOT NULL) AND (bujur IS NOT NULL)) THEN public.st_setsrid(public.st_makepoint(bujur, lintang), 4326)
    ELSE NULL::public.geometry
END) STORED
);
COMMENT ON TABLE mppgeo.mpp_details IS 'Services, agencies, address and hours of an MPP, as counted on a day.';
COMMENT ON COLUMN mppgeo.mpp_details.kode IS 'Government that runs the MPP';
COMMENT ON COLUMN mppgeo.mpp_details.kabkota IS 'Name of the government that runs it';
COMMENT ON COLUMN mppgeo.mpp_details.nama_mpp IS 'Name of the MPP';
COMMENT ON COLUMN mppgeo.mpp_details.alamat IS 'Address';
COMMENT ON COLUMN mppgeo.mpp_details.lintang IS 'Latitude of the MPP, degrees';
COMMENT ON COLUMN mppgeo.mpp_details.bujur IS 'Longitude of the MPP, degrees';
COMMENT ON COLUMN mppgeo.mpp_details.jumlah_layanan IS 'Number of services';
COMMENT ON COLUMN mppgeo.mpp_details.jumlah_instansi IS 'Number of agencies';
COMMENT ON COLUMN mppgeo.mpp_details.jam_layanan IS 'Opening hours';
COMMENT ON COLUMN mppgeo.mpp_details.situs IS 'Website';
COMMENT ON COLUMN mppgeo.mpp_details.sumber_url IS 'Sources';
COMMENT ON COLUMN mppgeo.mpp_details.tanggal_data IS 'When it was counted';
COMMENT ON COLUMN mppgeo.mpp_details.catatan IS 'Note';
ALTER TABLE mppgeo.mpp_details ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.mpp_details_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.mpp_digital (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    tahap text NOT NULL,
    tanggal text,
    sumber_url text[] NOT NULL
);
COMMENT ON TABLE mppgeo.mpp_digital IS 'An area known to have MPP Digital.';
COMMENT ON COLUMN mppgeo.mpp_digital.kode IS 'Home Ministry code of the area';
COMMENT ON COLUMN mppgeo.mpp_digital.kabkota IS 'Name of the area';
COMMENT ON COLUMN mppgeo.mpp_digital.tahap IS 'Stage';
COMMENT ON COLUMN mppgeo.mpp_digital.tanggal IS 'Date of the event';
COMMENT ON COLUMN mppgeo.mpp_digital.sumber_url IS 'Sources';
ALTER TABLE mppgeo.mpp_digital ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.mpp_digital_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE mppgeo.mpp ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.mpp_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.mpp_sites (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    nama_mpp text NOT NULL,
    berlaku_sejak text,
    alamat text,
    lintang double precision,
    bujur double precision,
    gedung text,
    sumber_url text[] NOT NULL,
    geom public.geometry(Point,4326) GENERATED ALWAYS AS (
CASE
    WHEN ((lintang IS NOT NULL) AND (bujur IS NOT NULL)) THEN public.st_setsrid(public.st_makepoint(bujur, lintang), 4326)
    ELSE NULL::public.geometry
END) STORED,
    CONSTRAINT mpp_sites_gedung_allowed CHECK ((gedung = ANY (ARRAY['baru'::text, 'alih fungsi'::text])))
);
COMMENT ON TABLE mppgeo.mpp_sites IS 'Where an MPP is from a day on: a row for each move.';
COMMENT ON COLUMN mppgeo.mpp_sites.kode IS 'Government that runs the MPP';
COMMENT ON COLUMN mppgeo.mpp_sites.kabkota IS 'Name of the government that runs it';
COMMENT ON COLUMN mppgeo.mpp_sites.nama_mpp IS 'Name of the MPP';
COMMENT ON COLUMN mppgeo.mpp_sites.berlaku_sejak IS 'Since when the MPP is there';
COMMENT ON COLUMN mppgeo.mpp_sites.alamat IS 'Address';
COMMENT ON COLUMN mppgeo.mpp_sites.lintang IS 'Latitude of the MPP, degrees';
COMMENT ON COLUMN mppgeo.mpp_sites.bujur IS 'Longitude of the MPP, degrees';
COMMENT ON COLUMN mppgeo.mpp_sites.gedung IS 'A new building, or one that served for something else';
COMMENT ON COLUMN mppgeo.mpp_sites.sumber_url IS 'Sources';
ALTER TABLE mppgeo.mpp_sites ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.mpp_sites_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.official_totals (
    nomor bigint NOT NULL,
    tanggal text NOT NULL,
    penyebut_angka text,
    jumlah_mpp text,
    penyebut_persen text,
    keterangan text,
    sumber_url text[] NOT NULL,
    CONSTRAINT official_totals_penyebut_persen_allowed CHECK ((penyebut_persen = ANY (ARRAY['508'::text, '509'::text, '514'::text])))
);
COMMENT ON TABLE mppgeo.official_totals IS 'A total that somebody official quoted.';
COMMENT ON COLUMN mppgeo.official_totals.tanggal IS 'Date of the quote';
COMMENT ON COLUMN mppgeo.official_totals.penyebut_angka IS 'Who said it';
COMMENT ON COLUMN mppgeo.official_totals.jumlah_mpp IS 'Number of MPPs; “>” = more than';
COMMENT ON COLUMN mppgeo.official_totals.penyebut_persen IS 'Denominator of a percentage quoted with it';
COMMENT ON COLUMN mppgeo.official_totals.keterangan IS 'Note';
COMMENT ON COLUMN mppgeo.official_totals.sumber_url IS 'Sources';
ALTER TABLE mppgeo.official_totals ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.official_totals_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.presence (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    nama_mpp text NOT NULL,
    singkatan text NOT NULL,
    hadir text NOT NULL,
    tanggal_data text,
    sumber_url text[] NOT NULL,
    CONSTRAINT presence_hadir_allowed CHECK ((hadir = ANY (ARRAY['ya'::text, 'tidak'::text])))
);
COMMENT ON TABLE mppgeo.presence IS 'Whether a signatory of the agreement serves in an MPP.';
COMMENT ON COLUMN mppgeo.presence.kode IS 'Government that runs the MPP';
COMMENT ON COLUMN mppgeo.presence.kabkota IS 'Name of the government that runs it';
COMMENT ON COLUMN mppgeo.presence.nama_mpp IS 'Name of the MPP';
COMMENT ON COLUMN mppgeo.presence.singkatan IS 'Abbreviation';
COMMENT ON COLUMN mppgeo.presence.hadir IS 'Serves there';
COMMENT ON COLUMN mppgeo.presence.tanggal_data IS 'When it was counted';
COMMENT ON COLUMN mppgeo.presence.sumber_url IS 'Sources';
ALTER TABLE mppgeo.presence ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.presence_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.programme (
    nomor bigint NOT NULL,
    judul text NOT NULL,
    judul_en text NOT NULL,
    isi text NOT NULL,
    isi_en text NOT NULL,
    sumber text NOT NULL
);
COMMENT ON TABLE mppgeo.programme IS 'A fact about the programme, for the explaining page.';
COMMENT ON COLUMN mppgeo.programme.judul IS 'Title in Indonesian';
COMMENT ON COLUMN mppgeo.programme.judul_en IS 'Title in English';
COMMENT ON COLUMN mppgeo.programme.isi IS 'Text in Indonesian';
COMMENT ON COLUMN mppgeo.programme.isi_en IS 'Text in English';
COMMENT ON COLUMN mppgeo.programme.sumber IS 'Sources';
ALTER TABLE mppgeo.programme ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.programme_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.province_history (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kode_induk text NOT NULL,
    tanggal_peresmian date NOT NULL,
    dasar_hukum text NOT NULL,
    sumber_url text[] NOT NULL
);
COMMENT ON TABLE mppgeo.province_history IS 'A province that was set up later, and the one its areas belonged to until then.';
COMMENT ON COLUMN mppgeo.province_history.kode IS 'Code of the province';
COMMENT ON COLUMN mppgeo.province_history.kode_induk IS 'Code of the province it was part of';
COMMENT ON COLUMN mppgeo.province_history.tanggal_peresmian IS 'Day on which it was set up';
COMMENT ON COLUMN mppgeo.province_history.dasar_hukum IS 'Legal basis';
COMMENT ON COLUMN mppgeo.province_history.sumber_url IS 'Sources';
ALTER TABLE mppgeo.province_history ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.province_history_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.province_statements (
    nomor bigint NOT NULL,
    tanggal date NOT NULL,
    jenis text NOT NULL,
    kode text[],
    jumlah bigint NOT NULL,
    penyebut text NOT NULL,
    sumber_url text[] NOT NULL,
    CONSTRAINT province_statements_jenis_allowed CHECK ((jenis = ANY (ARRAY['lengkap'::text, 'tanpa'::text]))),
    CONSTRAINT province_statements_penyebut_allowed CHECK ((penyebut = ANY (ARRAY['508'::text, '509'::text, '514'::text])))
);
COMMENT ON TABLE mppgeo.province_statements IS 'A statement of which, or how many, provinces were complete or had no MPP.';
COMMENT ON COLUMN mppgeo.province_statements.tanggal IS 'Date of the quote';
COMMENT ON COLUMN mppgeo.province_statements.jenis IS 'Provinces that are complete, or without any MPP';
COMMENT ON COLUMN mppgeo.province_statements.kode IS 'Codes of the provinces named';
COMMENT ON COLUMN mppgeo.province_statements.jumlah IS 'Number of provinces';
COMMENT ON COLUMN mppgeo.province_statements.penyebut IS 'Denominator';
COMMENT ON COLUMN mppgeo.province_statements.sumber_url IS 'Sources';
ALTER TABLE mppgeo.province_statements ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.province_statements_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.riwayat (
    nomor bigint NOT NULL,
    waktu timestamp with time zone DEFAULT now() NOT NULL,
    tabel text NOT NULL,
    oleh text NOT NULL,
    jenis text NOT NULL,
    berkas text NOT NULL,
    baris jsonb NOT NULL
);
COMMENT ON TABLE mppgeo.riwayat IS 'Every change of the records: when, by whom, from which file, rows before and after';
ALTER TABLE mppgeo.riwayat ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.riwayat_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.stage_events (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    tahap text NOT NULL,
    tanggal text,
    keterangan text,
    sumber_url text[] NOT NULL,
    CONSTRAINT stage_events_tahap_allowed CHECK ((tahap = ANY (ARRAY['belum_direncanakan'::text, 'penandatanganan_komitmen'::text, 'pembangunan'::text, 'soft_launching'::text, 'peresmian'::text, 'gangguan'::text, 'rencana_relokasi'::text, 'relokasi'::text])))
);
COMMENT ON TABLE mppgeo.stage_events IS 'An event on an area''s way to an MPP.';
COMMENT ON COLUMN mppgeo.stage_events.kode IS 'Home Ministry code of the area';
COMMENT ON COLUMN mppgeo.stage_events.kabkota IS 'Name of the area';
COMMENT ON COLUMN mppgeo.stage_events.tahap IS 'Stage';
COMMENT ON COLUMN mppgeo.stage_events.tanggal IS 'Date of the event';
COMMENT ON COLUMN mppgeo.stage_events.keterangan IS 'Note';
COMMENT ON COLUMN mppgeo.stage_events.sumber_url IS 'Sources';
ALTER TABLE mppgeo.stage_events ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.stage_events_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.status_reports (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    kabkota text NOT NULL,
    nama_mpp text NOT NULL,
    tanggal date NOT NULL,
    status text NOT NULL,
    pelapor text,
    keterangan text,
    sumber_url text[],
    CONSTRAINT status_reports_status_allowed CHECK ((status = ANY (ARRAY['beroperasi'::text, 'terganggu'::text, 'tidak aktif'::text, 'relokasi'::text, 'tidak diketahui'::text])))
);
COMMENT ON TABLE mppgeo.status_reports IS 'A report of how an MPP works, for one day.';
COMMENT ON COLUMN mppgeo.status_reports.kode IS 'Government that runs the MPP';
COMMENT ON COLUMN mppgeo.status_reports.kabkota IS 'Name of the government that runs it';
COMMENT ON COLUMN mppgeo.status_reports.nama_mpp IS 'Name of the MPP';
COMMENT ON COLUMN mppgeo.status_reports.tanggal IS 'Day of the report';
COMMENT ON COLUMN mppgeo.status_reports.status IS 'How the MPP works';
COMMENT ON COLUMN mppgeo.status_reports.pelapor IS 'Who reported it';
COMMENT ON COLUMN mppgeo.status_reports.keterangan IS 'Note';
COMMENT ON COLUMN mppgeo.status_reports.sumber_url IS 'Sources';
ALTER TABLE mppgeo.status_reports ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.status_reports_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mppgeo.targets (
    nomor bigint NOT NULL,
    kode text NOT NULL,
    tanggal date NOT NULL,
    persen double precision NOT NULL,
    penyebut text NOT NULL,
    penyebut_sasaran text NOT NULL,
    tanggal_ucapan date NOT NULL,
    keterangan text NOT NULL,
    keterangan_en text NOT NULL,
    sumber_url text[] NOT NULL,
    CONSTRAINT targets_penyebut_allowed CHECK ((penyebut = ANY (ARRAY['508'::text, '509'::text, '514'::text])))
);
COMMENT ON TABLE mppgeo.targets IS 'A target that somebody official set: a share of areas by a day.';
COMMENT ON COLUMN mppgeo.targets.kode IS 'Short name of the target';
COMMENT ON COLUMN mppgeo.targets.tanggal IS 'Day by which';
COMMENT ON COLUMN mppgeo.targets.persen IS 'Share of the areas in percent';
COMMENT ON COLUMN mppgeo.targets.penyebut IS 'Denominator';
COMMENT ON COLUMN mppgeo.targets.penyebut_sasaran IS 'Who said it';
COMMENT ON COLUMN mppgeo.targets.tanggal_ucapan IS 'Date of the quote';
COMMENT ON COLUMN mppgeo.targets.keterangan IS 'Text in Indonesian';
COMMENT ON COLUMN mppgeo.targets.keterangan_en IS 'Text in English';
COMMENT ON COLUMN mppgeo.targets.sumber_url IS 'Sources';
ALTER TABLE mppgeo.targets ALTER COLUMN nomor ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mppgeo.targets_nomor_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY mppgeo.batas_kabkota
    ADD CONSTRAINT batas_kabkota_pkey PRIMARY KEY (kode);
ALTER TABLE ONLY mppgeo.batas_provinsi
    ADD CONSTRAINT batas_provinsi_pkey PRIMARY KEY (kode);
ALTER TABLE ONLY mppgeo.capacity
    ADD CONSTRAINT capacity_key UNIQUE NULLS NOT DISTINCT (kode, tahun);
ALTER TABLE ONLY mppgeo.capacity
    ADD CONSTRAINT capacity_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.data_notes
    ADD CONSTRAINT data_notes_key UNIQUE NULLS NOT DISTINCT (isi);
ALTER TABLE ONLY mppgeo.data_notes
    ADD CONSTRAINT data_notes_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.ecosystems
    ADD CONSTRAINT ecosystems_key UNIQUE NULLS NOT DISTINCT (kode, nama_mpp, ekosistem, tanggal_data);
ALTER TABLE ONLY mppgeo.ecosystems
    ADD CONSTRAINT ecosystems_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.evaluations
    ADD CONSTRAINT evaluations_key UNIQUE NULLS NOT DISTINCT (kode, tahun, predikat);
ALTER TABLE ONLY mppgeo.evaluations
    ADD CONSTRAINT evaluations_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.institutions
    ADD CONSTRAINT institutions_key UNIQUE NULLS NOT DISTINCT (nama);
ALTER TABLE ONLY mppgeo.institutions
    ADD CONSTRAINT institutions_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.mpp_details
    ADD CONSTRAINT mpp_details_key UNIQUE NULLS NOT DISTINCT (kode, nama_mpp, tanggal_data);
ALTER TABLE ONLY mppgeo.mpp_details
    ADD CONSTRAINT mpp_details_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.mpp_digital
    ADD CONSTRAINT mpp_digital_key UNIQUE NULLS NOT DISTINCT (kode);
ALTER TABLE ONLY mppgeo.mpp_digital
    ADD CONSTRAINT mpp_digital_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.mpp
    ADD CONSTRAINT mpp_key UNIQUE NULLS NOT DISTINCT (kode, nama_mpp);
ALTER TABLE ONLY mppgeo.mpp
    ADD CONSTRAINT mpp_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.mpp_sites
    ADD CONSTRAINT mpp_sites_key UNIQUE NULLS NOT DISTINCT (kode, nama_mpp, berlaku_sejak);
ALTER TABLE ONLY mppgeo.mpp_sites
    ADD CONSTRAINT mpp_sites_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.official_totals
    ADD CONSTRAINT official_totals_key UNIQUE NULLS NOT DISTINCT (tanggal, sumber_url, jumlah_mpp, keterangan);
ALTER TABLE ONLY mppgeo.official_totals
    ADD CONSTRAINT official_totals_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.presence
    ADD CONSTRAINT presence_key UNIQUE NULLS NOT DISTINCT (kode, nama_mpp, singkatan, tanggal_data);
ALTER TABLE ONLY mppgeo.presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.programme
    ADD CONSTRAINT programme_key UNIQUE NULLS NOT DISTINCT (judul);
ALTER TABLE ONLY mppgeo.programme
    ADD CONSTRAINT programme_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.province_history
    ADD CONSTRAINT province_history_key UNIQUE NULLS NOT DISTINCT (kode);
ALTER TABLE ONLY mppgeo.province_history
    ADD CONSTRAINT province_history_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.province_statements
    ADD CONSTRAINT province_statements_key UNIQUE NULLS NOT DISTINCT (tanggal, jenis, sumber_url);
ALTER TABLE ONLY mppgeo.province_statements
    ADD CONSTRAINT province_statements_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.riwayat
    ADD CONSTRAINT riwayat_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.stage_events
    ADD CONSTRAINT stage_events_key UNIQUE NULLS NOT DISTINCT (kode, tahap, tanggal, sumber_url);
ALTER TABLE ONLY mppgeo.stage_events
    ADD CONSTRAINT stage_events_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.status_reports
    ADD CONSTRAINT status_reports_key UNIQUE NULLS NOT DISTINCT (kode, nama_mpp, tanggal);
ALTER TABLE ONLY mppgeo.status_reports
    ADD CONSTRAINT status_reports_pkey PRIMARY KEY (nomor);
ALTER TABLE ONLY mppgeo.targets
    ADD CONSTRAINT targets_key UNIQUE NULLS NOT DISTINCT (kode);
ALTER TABLE ONLY mppgeo.targets
    ADD CONSTRAINT targets_pkey PRIMARY KEY (nomor);
CREATE INDEX idx_batas_kabkota_geom ON mppgeo.batas_kabkota USING gist (geom);
CREATE INDEX idx_batas_provinsi_geom ON mppgeo.batas_provinsi USING gist (geom);
