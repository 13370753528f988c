-- A role that may read the views for maps and nothing else; run once by an administrator of
-- PostgreSQL in the application's database, after its tables were made (docs/qgis.md):
--   psql -d mppgeo -v password="..." -f reader.sql
SELECT format('CREATE ROLE mppgeo_reader LOGIN PASSWORD %L NOSUPERUSER NOCREATEDB NOCREATEROLE', :'password')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mppgeo_reader') \gexec
ALTER ROLE mppgeo_reader SET default_transaction_read_only = on;
ALTER ROLE mppgeo_reader SET statement_timeout = '60s';
SELECT format('GRANT CONNECT ON DATABASE %I TO mppgeo_reader', current_database()) \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA mppgeo TO mppgeo_reader;
GRANT SELECT ON mppgeo.coverage_kabkota, mppgeo.coverage_provinsi, mppgeo.mpp_points TO mppgeo_reader;
