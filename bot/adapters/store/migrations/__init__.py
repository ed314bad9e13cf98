"""The migrations, one module each, in Alembic's form; their order is in `down_revision`.

What has been released is not changed any more: a new schema is a new module. There is no way
back but a copy of the database from before.
"""
