"""recipients of the weekly page"""

# fmt: off
import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('recipients',
    sa.Column('nomor', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('wilayah', sa.Text(), nullable=False, comment='Code of the province whose page is sent, or nasional'),
    sa.Column('surel', sa.Text(), nullable=False, comment='E-mail address'),
    sa.Column('nama', sa.Text(), nullable=True, comment='Name of the person or office'),
    sa.Column('keterangan', sa.Text(), nullable=True, comment='Note'),
    sa.CheckConstraint('char_length(keterangan) <= 200', name='recipients_keterangan_length'),
    sa.CheckConstraint('char_length(nama) <= 200', name='recipients_nama_length'),
    sa.CheckConstraint('char_length(surel) <= 254', name='recipients_surel_length'),
    sa.CheckConstraint('char_length(wilayah) <= 200', name='recipients_wilayah_length'),
    sa.PrimaryKeyConstraint('nomor'),
    sa.UniqueConstraint('wilayah', 'surel', name='recipients_key', postgresql_nulls_not_distinct=True),
    schema='mppgeo',
    comment='An address to which the weekly page is sent.'
    )
