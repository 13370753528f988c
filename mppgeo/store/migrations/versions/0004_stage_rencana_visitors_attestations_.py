"""stage rencana, visitors, attestations, least developed areas, whose total it is"""

# fmt: off
import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attestations',
    sa.Column('nomor', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tanggal', sa.Date(), nullable=False, comment='Last day up to which the list is complete'),
    sa.Column('pelapor', sa.Text(), nullable=False, comment='Who said it'),
    sa.Column('keterangan', sa.Text(), nullable=True, comment='Note'),
    sa.Column('sumber_url', sa.ARRAY(sa.Text()), nullable=True, comment='Sources'),
    sa.CheckConstraint("char_length(array_to_string(sumber_url, ' | ')) <= 4000", name='attestations_sumber_url_length'),
    sa.CheckConstraint('char_length(keterangan) <= 2000', name='attestations_keterangan_length'),
    sa.CheckConstraint('char_length(pelapor) <= 200', name='attestations_pelapor_length'),
    sa.PrimaryKeyConstraint('nomor'),
    sa.UniqueConstraint('tanggal', 'pelapor', name='attestations_key', postgresql_nulls_not_distinct=True),
    schema='mppgeo',
    comment="An office's word that the list of openings is complete up to a day."
    )
    op.create_table('visitors',
    sa.Column('nomor', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('kode', sa.Text(), nullable=False, comment='Government that runs the MPP'),
    sa.Column('kabkota', sa.Text(), nullable=False, comment='Name of the government that runs it'),
    sa.Column('nama_mpp', sa.Text(), nullable=False, comment='Name of the MPP'),
    sa.Column('periode', sa.Text(), nullable=False, comment='Period'),
    sa.Column('jumlah_pengunjung', sa.BigInteger(), nullable=False, comment='Number'),
    sa.Column('satuan', sa.Text(), nullable=False, comment='What was counted: visitors, services, permits'),
    sa.Column('tanggal_data', sa.Text(), nullable=True, comment='When it was counted'),
    sa.Column('sumber_url', sa.ARRAY(sa.Text()), nullable=False, comment='Sources'),
    sa.CheckConstraint("char_length(array_to_string(sumber_url, ' | ')) <= 4000", name='visitors_sumber_url_length'),
    sa.CheckConstraint('char_length(kabkota) <= 200', name='visitors_kabkota_length'),
    sa.CheckConstraint('char_length(kode) <= 200', name='visitors_kode_length'),
    sa.CheckConstraint('char_length(nama_mpp) <= 200', name='visitors_nama_mpp_length'),
    sa.CheckConstraint('char_length(periode) <= 200', name='visitors_periode_length'),
    sa.CheckConstraint('char_length(satuan) <= 200', name='visitors_satuan_length'),
    sa.CheckConstraint('char_length(tanggal_data) <= 200', name='visitors_tanggal_data_length'),
    sa.PrimaryKeyConstraint('nomor'),
    sa.UniqueConstraint('kode', 'nama_mpp', 'periode', 'satuan', 'tanggal_data', name='visitors_key', postgresql_nulls_not_distinct=True),
    schema='mppgeo',
    comment='How many people or requests an MPP served in a period.'
    )
    op.add_column('capacity', sa.Column('daerah_tertinggal', sa.Text(), nullable=True, comment='Whether it stands on the official list of least developed areas'), schema='mppgeo')
    op.add_column('capacity', sa.Column('daftar_tertinggal', sa.Text(), nullable=True, comment='That list, and the years it holds for'), schema='mppgeo')
    op.create_check_constraint('capacity_daerah_tertinggal_allowed', 'capacity', "daerah_tertinggal IN ('ya', 'tidak')", schema='mppgeo')
    op.create_check_constraint('capacity_daftar_tertinggal_length', 'capacity', 'char_length(daftar_tertinggal) <= 200', schema='mppgeo')
    op.create_table_comment(
        'capacity',
        'What an area can do by itself: money, poverty, whether it is least developed.',
        existing_comment='What an area can do by itself: money, poverty, remoteness.',
        schema='mppgeo'
    )
    op.drop_constraint(op.f('mpp_digital_key'), 'mpp_digital', schema='mppgeo', type_='unique')
    op.create_unique_constraint('mpp_digital_key', 'mpp_digital', ['kode', 'tahap', 'tanggal'], schema='mppgeo', postgresql_nulls_not_distinct=True)
    op.create_table_comment(
        'mpp_digital',
        'A step of an area with MPP Digital.',
        existing_comment='An area known to have MPP Digital.',
        schema='mppgeo'
    )
    op.add_column('official_totals', sa.Column('lingkup', sa.Text(), nullable=True, comment='Whose total it is: national (or empty), or what a region says or counts'), schema='mppgeo')
    op.create_check_constraint('official_totals_lingkup_allowed', 'official_totals', "lingkup IN ('nasional', 'daerah')", schema='mppgeo')
    op.drop_constraint('stage_events_tahap_allowed', 'stage_events', schema='mppgeo', type_='check')
    op.create_check_constraint('stage_events_tahap_allowed', 'stage_events', "tahap IN ('belum_direncanakan', 'rencana', 'penandatanganan_komitmen', 'pembangunan', 'soft_launching', 'pembukaan_daerah', 'peresmian', 'gangguan', 'rencana_relokasi', 'relokasi')", schema='mppgeo')
