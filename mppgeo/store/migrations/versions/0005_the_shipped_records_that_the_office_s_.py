"""the shipped records that the office's own began from"""

# fmt: off
import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bawaan',
    sa.Column('versi', sa.Text(), nullable=False, comment='Version of the program that ships them'),
    sa.Column('isi', sa.JSON(), nullable=False, comment='Rows by name of the table'),
    sa.PrimaryKeyConstraint('versi'),
    schema='mppgeo',
    comment='The shipped records that these began from, or were last merged with'
    )
