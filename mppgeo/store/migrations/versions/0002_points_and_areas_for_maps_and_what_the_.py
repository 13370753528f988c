"""points and areas for maps, and what the history of files knows"""

# fmt: off
import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('wilayah',
    sa.Column('kode', sa.Text(), nullable=False, comment='Home Ministry code of the area'),
    sa.Column('nama', sa.Text(), nullable=False, comment='Official name'),
    sa.Column('jenis', sa.Text(), nullable=False, comment='provinsi, kabupaten or kota'),
    sa.Column('kode_provinsi', sa.Text(), nullable=False, comment='Code of the province of today'),
    sa.Column('otonom', sa.Boolean(), nullable=False, comment='Has a government of its own'),
    sa.Column('population', sa.BigInteger(), nullable=True, comment='People'),
    sa.Column('geom', Geometry('POINT', srid=4326, spatial_index=False), nullable=True, comment='Where an MPP of the area is drawn while its own place is not known: at the capital'),
    sa.PrimaryKeyConstraint('kode'),
    schema='mppgeo',
    comment='Provinces, kabupaten and kota with the people in them, as in regions.csv'
    )
    op.create_index('idx_wilayah_geom', 'wilayah', ['geom'], unique=False, schema='mppgeo', postgresql_using='gist')
    op.create_table_comment(
        'batas_kabkota',
        'Boundaries of the set in use',
        existing_comment='Boundaries of the set that was in use when the database was filled',
        schema='mppgeo'
    )
    op.create_table_comment(
        'batas_provinsi',
        'Boundaries of the set in use',
        existing_comment='Boundaries of the set that was in use when the database was filled',
        schema='mppgeo'
    )
    op.create_index('idx_mpp_geom', 'mpp', ['geom'], unique=False, schema='mppgeo', postgresql_using='gist')
    op.create_index('idx_mpp_details_geom', 'mpp_details', ['geom'], unique=False, schema='mppgeo', postgresql_using='gist')
    op.create_index('idx_mpp_sites_geom', 'mpp_sites', ['geom'], unique=False, schema='mppgeo', postgresql_using='gist')
    op.add_column('riwayat', sa.Column('sidik', sa.ARRAY(sa.Text()), nullable=True, comment='Digests of the table before and after, of changes made while the records were files'), schema='mppgeo')
    op.alter_column('riwayat', 'baris',
               existing_type=postgresql.JSONB(astext_type=sa.Text()),
               type_=sa.JSON(),
               existing_nullable=False,
               schema='mppgeo')
