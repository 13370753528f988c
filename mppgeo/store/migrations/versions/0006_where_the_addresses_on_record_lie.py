"""where the addresses on record lie"""

# fmt: off
import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tempat',
    sa.Column('kode', sa.Text(), nullable=False, comment='Kabupaten or kota that the address is in'),
    sa.Column('alamat', sa.Text(), nullable=False, comment='Address as it stands in the records'),
    sa.Column('presisi', sa.Text(), nullable=False, comment='kelurahan/desa or kecamatan'),
    sa.Column('geom', Geometry('POINT', srid=4326, spatial_index=False), nullable=False),
    sa.PrimaryKeyConstraint('kode', 'alamat'),
    schema='mppgeo',
    comment='Where the addresses on record lie that name a village or a kecamatan'
    )
    op.create_index('idx_tempat_geom', 'tempat', ['geom'], unique=False, schema='mppgeo', postgresql_using='gist')
