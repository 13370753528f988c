-- The application's own user and database; run once by an administrator of PostgreSQL 15 or
-- newer with PostGIS:
--   psql -v password="$(cat secrets/database_password)" -f database.sql
CREATE ROLE mppgeo LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE mppgeo OWNER mppgeo ENCODING 'UTF8' TEMPLATE template0;
\connect mppgeo
REVOKE ALL ON DATABASE mppgeo FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS postgis;
