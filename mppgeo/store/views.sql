-- Views for maps that others make of the database (docs/qgis.md), and the notes of changes made
-- by SQL. Made anew by "db upgrade" (mppgeo/store/views.py); no part of the migrations, as nothing
-- in them is kept. The rules are those of mppgeo/openings.py, mppgeo/coverage.py and
-- mppgeo/programme/facts.py; a test holds the figures against theirs.

-- Last day of 2023, 2023-10, 2023-10-31 or a span such as 2023-10/2024-01; NULL for anything else.
CREATE FUNCTION mppgeo.last_day(partial text) RETURNS date
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    last text := split_part(partial, '/', -1);
BEGIN
    RETURN CASE length(last)
        WHEN 10 THEN last::date
        WHEN 7 THEN ((last || '-01')::date + interval '1 month - 1 day')::date
        WHEN 4 THEN (last || '-12-31')::date
    END;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- First day of the same.
CREATE FUNCTION mppgeo.first_day(partial text) RETURNS date
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN rpad(split_part(partial, '/', 1), 10, '-01-01')::date;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- What tells an MPP from others; case, spaces and forms of letters do not.
CREATE FUNCTION mppgeo.make_key(kode text, name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT kode || ' ' || lower(btrim(regexp_replace(normalize(name, NFKC), '\s+', ' ', 'g')))
$$;

CREATE FUNCTION mppgeo.today() RETURNS date
LANGUAGE sql STABLE AS $$ SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date $$;

-- The MPPs that count on a day.
CREATE FUNCTION mppgeo.counted_on(day date) RETURNS SETOF mppgeo.mpp
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    SELECT m.* FROM mpp m
    WHERE m.hitungan_nasional = 'ya' AND m.tanggal_akhir <= day
      AND EXISTS (SELECT FROM wilayah w WHERE w.kode = m.kode)
      AND (m.kode_kabkota IS NULL OR EXISTS (SELECT FROM wilayah w WHERE w.kode = m.kode_kabkota))
$$;

-- Today's provinces, each with the one that its areas belong to on a day.
CREATE FUNCTION mppgeo.provinces_on(day date) RETURNS TABLE (kode text, kode_on_day text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    SELECT w.kode, coalesce(h.kode_induk, w.kode) FROM wilayah w
    LEFT JOIN province_history h ON h.kode = w.kode AND h.tanggal_peresmian > day
    WHERE w.jenis = 'provinsi'
$$;

-- The areas that have an MPP on a day, Jakarta as one (31), each with the first that opened it.
CREATE FUNCTION mppgeo.openings_on(day date) RETURNS TABLE (
    kode text, tanggal_peresmian text, presisi text, dibuka date, mpp_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    WITH assigned AS (
        SELECT c.*,
            CASE WHEN a.otonom THEN c.kode_kabkota WHEN c.kode = '31' THEN c.kode END AS area
        FROM counted_on(day) c LEFT JOIN wilayah a ON a.kode = c.kode_kabkota
    )
    SELECT DISTINCT ON (area) area, tanggal_peresmian, presisi, tanggal_akhir,
        count(*) OVER (PARTITION BY area)
    FROM assigned WHERE area IS NOT NULL
    ORDER BY area, tanggal_akhir, kode COLLATE "C", nomor
$$;

-- The denominators are 508 (areas with a government of their own), 509 (those and Jakarta as one)
-- and 514 (all).
CREATE FUNCTION mppgeo.coverage_kabkota_on(day date, denominator integer DEFAULT 509)
RETURNS TABLE (
    kode text, nama text, jenis text, kode_provinsi text, provinsi text, population bigint,
    class text, tanggal_peresmian text, presisi text, dibuka date, mpp_count bigint,
    geom geometry)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    SELECT w.kode, w.nama, w.jenis, p.kode_on_day, name.nama, w.population,
        CASE WHEN NOT w.otonom AND denominator = 508 THEN 'tidak_berlaku'
            WHEN o.kode IS NULL THEN 'belum' WHEN w.otonom THEN 'ada' ELSE 'dilayani_provinsi' END,
        o.tanggal_peresmian, o.presisi, o.dibuka,
        CASE WHEN w.otonom THEN coalesce(o.mpp_count, 0) ELSE 0 END, b.geom
    FROM wilayah w
    JOIN provinces_on(day) p ON p.kode = w.kode_provinsi
    JOIN wilayah name ON name.kode = p.kode_on_day
    -- Areas without a government of their own are those of Jakarta, and its MPP serves them.
    LEFT JOIN openings_on(day) o
        ON o.kode = CASE WHEN w.otonom THEN w.kode WHEN denominator <> 508 THEN '31' END
    LEFT JOIN batas_kabkota b ON b.kode = w.kode
    WHERE w.jenis <> 'provinsi'
    ORDER BY w.kode COLLATE "C"
$$;

CREATE FUNCTION mppgeo.coverage_provinsi_on(day date, denominator integer DEFAULT 509)
RETURNS TABLE (
    kode text, nama text, areas bigint, areas_with_mpp bigint, coverage_pct double precision,
    class text, mpp_count bigint, population bigint, population_covered bigint,
    population_covered_pct double precision, geom geometry)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    WITH counted AS MATERIALIZED (SELECT * FROM counted_on(day)),
    provinces AS (SELECT * FROM provinces_on(day)),
    listed AS (
        SELECT kode_provinsi, coalesce(population, 0) AS population, class <> 'belum' AS has
        FROM coverage_kabkota_on(day, CASE denominator WHEN 514 THEN 514 ELSE 508 END)
        WHERE class <> 'tidak_berlaku'
        UNION ALL
        SELECT w.kode, coalesce(w.population, 0),
            EXISTS (SELECT FROM openings_on(day) o WHERE o.kode = w.kode)
        FROM wilayah w WHERE denominator = 509 AND w.kode = '31'
    ),
    summed AS (
        SELECT kode_provinsi, count(*) AS areas, count(*) FILTER (WHERE has) AS with_mpp,
            sum(population) AS people, coalesce(sum(population) FILTER (WHERE has), 0) AS covered
        FROM listed GROUP BY kode_provinsi
    ),
    figures AS (
        SELECT w.kode, w.nama, coalesce(s.areas, 0) AS areas,
            coalesce(s.with_mpp, 0) AS with_mpp,
            coalesce(s.people, 0)::bigint AS people, coalesce(s.covered, 0)::bigint AS covered
        FROM wilayah w LEFT JOIN summed s ON s.kode_provinsi = w.kode
        WHERE w.kode IN (SELECT kode_on_day FROM provinces)
    ),
    run AS (
        SELECT p.kode_on_day, count(*) AS mpps
        FROM counted c JOIN provinces p ON p.kode = left(c.kode, 2) GROUP BY p.kode_on_day
    ),
    outlines AS (
        SELECT p.kode_on_day,
            CASE WHEN count(*) = 1 THEN (array_agg(b.geom))[1] ELSE ST_Multi(ST_Union(b.geom)) END
                AS geom
        FROM provinces p JOIN batas_provinsi b ON b.kode = p.kode GROUP BY p.kode_on_day
    )
    SELECT f.kode, f.nama, f.areas, f.with_mpp, s.pct,
        CASE WHEN f.areas = 0 THEN 'na' WHEN s.pct >= 100 THEN 'complete' WHEN s.pct <= 0 THEN 'none'
            WHEN s.pct <= 33 THEN 'low' WHEN s.pct <= 66 THEN 'middle' ELSE 'high' END,
        coalesce(r.mpps, 0), f.people, f.covered,
        100.0::double precision * f.covered / nullif(f.people, 0), o.geom
    FROM figures f
    CROSS JOIN LATERAL (
        SELECT 100.0::double precision * f.with_mpp / nullif(f.areas, 0) AS pct
    ) s
    LEFT JOIN run r ON r.kode_on_day = f.kode
    LEFT JOIN outlines o ON o.kode_on_day = f.kode
    ORDER BY f.kode COLLATE "C"
$$;

-- A position where it may be that of a row about the area: one more than 2 km outside is not used
-- (mppgeo/boundaries/coordinates.py; metres of World Mercator, as there). Where the area has no
-- polygon nothing can be said.
CREATE FUNCTION mppgeo.place_in(point geometry, area text) RETURNS geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    SELECT point WHERE point IS NOT NULL AND NOT EXISTS (
        SELECT FROM (
            SELECT kode, geom FROM batas_kabkota UNION ALL SELECT kode, geom FROM batas_provinsi
        ) b
        WHERE b.kode = area
          AND NOT ST_DWithin(ST_Transform(point, 3395), ST_Transform(b.geom, 3395), 2000))
$$;

-- What the sources say of every MPP by a day: the newest has age 1; one that is not dated is older
-- than all that are.
CREATE FUNCTION mppgeo.claims_on(day date) RETURNS TABLE (
    key text, age bigint, moved boolean, place geometry, alamat text, jumlah_layanan bigint,
    jumlah_instansi bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    WITH said AS (
        SELECT make_key(kode, nama_mpp) AS key, sumber_tanggal AS date, 1 AS source, nomor,
            place_in(geom, coalesce(kode_kabkota, kode)) AS place, alamat, jumlah_layanan, jumlah_instansi
        FROM mpp
        UNION ALL
        SELECT make_key(kode, nama_mpp), tanggal_data, 2, nomor, place_in(geom, kode),
            alamat, jumlah_layanan, jumlah_instansi
        FROM mpp_details
        UNION ALL
        SELECT make_key(kode, nama_mpp), berlaku_sejak, 3, nomor, place_in(geom, kode),
            alamat, NULL, NULL
        FROM mpp_sites
    ),
    dated AS (SELECT *, first_day(date) AS first, last_day(date) AS last FROM said)
    SELECT key,
        row_number() OVER (PARTITION BY key
            ORDER BY last DESC NULLS LAST, first DESC NULLS LAST, source DESC, nomor DESC),
        source = 3 AND date IS NOT NULL, place, alamat, jumlah_layanan, jumlah_instansi
    FROM dated WHERE last IS NULL OR last <= day
$$;

CREATE FUNCTION mppgeo.mpp_points_on(day date) RETURNS TABLE (
    id bigint, kode text, kode_kabkota text, kabkota text, nama_mpp text, dihitung boolean,
    tanggal_peresmian text, presisi text, dibuka date, alamat text, jumlah_layanan bigint,
    jumlah_instansi bigint, presisi_posisi text, sumber text, geom geometry)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
    WITH counted AS MATERIALIZED (SELECT nomor FROM counted_on(day)),
    known AS (
        -- Where it moved to an unknown place, the old one is no longer its place.
        SELECT key,
            (array_agg(place ORDER BY age) FILTER (WHERE place IS NOT NULL OR moved))[1] AS place,
            (array_agg(alamat ORDER BY age) FILTER (WHERE alamat IS NOT NULL OR moved))[1]
                AS alamat,
            (array_agg(jumlah_layanan ORDER BY age) FILTER (WHERE jumlah_layanan IS NOT NULL))[1]
                AS services,
            (array_agg(jumlah_instansi ORDER BY age) FILTER (WHERE jumlah_instansi IS NOT NULL))[1]
                AS agencies
        FROM claims_on(day) GROUP BY key
    )
    SELECT m.nomor, m.kode, m.kode_kabkota, m.kabkota, m.nama_mpp, c.nomor IS NOT NULL,
        m.tanggal_peresmian, m.presisi, m.tanggal_akhir, k.alamat, k.services, k.agencies,
        CASE WHEN k.place IS NULL THEN coalesce(t.presisi, 'ibu kota') ELSE 'koordinat' END,
        array_to_string(m.sumber_url, ' | '), coalesce(k.place, t.geom, w.geom)
    FROM mpp m
    LEFT JOIN known k ON k.key = make_key(m.kode, m.nama_mpp)
    LEFT JOIN counted c ON c.nomor = m.nomor
    LEFT JOIN wilayah w ON w.kode = coalesce(m.kode_kabkota, m.kode)
    LEFT JOIN tempat t ON t.kode = w.kode AND t.alamat = k.alamat
    WHERE c.nomor IS NOT NULL
       OR (m.hitungan_nasional <> 'ya' AND (m.tanggal_akhir IS NULL OR m.tanggal_akhir <= day))
    ORDER BY m.nomor
$$;

-- A view tells its kind of geometry only where it is written in it.
CREATE VIEW mppgeo.coverage_kabkota AS
SELECT kode, nama, jenis, kode_provinsi, provinsi, population, class, tanggal_peresmian, presisi,
    dibuka, mpp_count, geom::geometry(MultiPolygon, 4326) AS geom
FROM mppgeo.coverage_kabkota_on(mppgeo.today());

CREATE VIEW mppgeo.coverage_provinsi AS
SELECT kode, nama, areas, areas_with_mpp, coverage_pct, class, mpp_count, population,
    population_covered, population_covered_pct, geom::geometry(MultiPolygon, 4326) AS geom
FROM mppgeo.coverage_provinsi_on(mppgeo.today());

CREATE VIEW mppgeo.mpp_points AS
SELECT id, kode, kode_kabkota, kabkota, nama_mpp, dihitung, tanggal_peresmian, presisi, dibuka,
    alamat, jumlah_layanan, jumlah_instansi, presisi_posisi, sumber,
    geom::geometry(Point, 4326) AS geom
FROM mppgeo.mpp_points_on(mppgeo.today());

COMMENT ON VIEW mppgeo.coverage_kabkota IS 'Kabupaten and kota as of today: which have an MPP (denominator 509), with the boundaries in use';
COMMENT ON VIEW mppgeo.coverage_provinsi IS 'Provinces as of today: share of areas with an MPP (denominator 509), with the boundaries in use';
COMMENT ON VIEW mppgeo.mpp_points IS 'MPPs as of today, each at its place; where that is not known, at the village or kecamatan of its address, or at the capital (presisi_posisi)';
COMMENT ON FUNCTION mppgeo.coverage_kabkota_on(date, integer) IS 'coverage_kabkota as of a day, by one of the denominators 508, 509, 514';
COMMENT ON FUNCTION mppgeo.coverage_provinsi_on(date, integer) IS 'coverage_provinsi as of a day, by one of the denominators 508, 509, 514';
COMMENT ON FUNCTION mppgeo.mpp_points_on(date) IS 'mpp_points as of a day';
COMMENT ON COLUMN mppgeo.coverage_kabkota.class IS 'ada = has an MPP; dilayani_provinsi = the province''s MPP serves it (Jakarta, counted as one area); belum = not yet; tidak_berlaku = outside the count (508)';
COMMENT ON COLUMN mppgeo.coverage_kabkota.dibuka IS 'Day from which its first MPP counts; where the province''s serves it, that one';
COMMENT ON COLUMN mppgeo.coverage_kabkota.mpp_count IS 'MPPs of its own';
COMMENT ON COLUMN mppgeo.coverage_provinsi.class IS 'By share: none = 0, low = up to 33, middle = up to 66, high = under 100, complete = 100 percent';
COMMENT ON COLUMN mppgeo.coverage_provinsi.population_covered IS 'People of the areas with an MPP';
COMMENT ON COLUMN mppgeo.mpp_points.dihitung IS 'In the national count on the day';
COMMENT ON COLUMN mppgeo.mpp_points.presisi_posisi IS 'koordinat = coordinates of its own; kelurahan/desa, kecamatan = drawn there, as its address names it; ibu kota = drawn at the capital, its place is not known';

-- A row as it stands in a file: texts by column, empty = not known.
CREATE FUNCTION mppgeo.to_texts(cells jsonb, relation oid) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_object_agg(a.attname, CASE jsonb_typeof(cells -> a.attname)
            WHEN 'array' THEN (
                SELECT string_agg(part, ' | ') FROM jsonb_array_elements_text(cells -> a.attname) part)
            ELSE coalesce(cells ->> a.attname, '')
        END ORDER BY a.attnum)
    FROM pg_attribute a
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('nomor', 'geom')
$$;

-- A change that the app did not make stands in the history all the same. The app says so when it
-- saves: it writes an entry of its own, with the editor's name.
CREATE FUNCTION mppgeo.note_outside() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
DECLARE
    rows json;
BEGIN
    IF current_setting('mppgeo.saving', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT json_agg(json_build_object(
            'before', NULL, 'after', to_texts(to_jsonb(a), TG_RELID)) ORDER BY a.nomor)
        INTO rows FROM added a;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT json_agg(json_build_object(
            'before', to_texts(to_jsonb(r), TG_RELID), 'after', to_texts(to_jsonb(a), TG_RELID))
            ORDER BY a.nomor)
        INTO rows FROM added a JOIN removed r USING (nomor) WHERE to_jsonb(a) <> to_jsonb(r);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT json_agg(json_build_object(
            'before', to_texts(to_jsonb(r), TG_RELID), 'after', NULL) ORDER BY r.nomor)
        INTO rows FROM removed r;
    ELSE
        EXECUTE format('SELECT json_agg(json_build_object(''before'', to_texts(to_jsonb(r), $1),'
            ' ''after'', NULL) ORDER BY r.nomor) FROM %I.%I r', TG_TABLE_SCHEMA, TG_TABLE_NAME)
        INTO rows USING TG_RELID;
    END IF;
    IF rows IS NOT NULL THEN
        INSERT INTO riwayat (tabel, oleh, jenis, berkas, baris)
        VALUES (TG_TABLE_NAME, session_user, 'outside', '', rows);
    END IF;
    RETURN NULL;
END $$;

-- A version of the app that does not say so yet writes its entry after the rows.
CREATE FUNCTION mppgeo.forget_outside() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mppgeo, public, pg_temp AS $$
BEGIN
    DELETE FROM riwayat r USING made m
    WHERE m.jenis <> 'outside' AND r.jenis = 'outside' AND r.tabel = m.tabel
      AND r.xmin = pg_current_xact_id()::xid;
    RETURN NULL;
END $$;

CREATE TRIGGER forget_outside AFTER INSERT ON mppgeo.riwayat
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION mppgeo.forget_outside();
