#!/bin/sh
# The two roles and the database, once, on an empty PostgreSQL: the owner migrates, the application works.
# Run by PostgreSQL's own image at its first start; elsewhere, as postgres:
#   APPLICATION_PASSWORD=… OWNER_PASSWORD=… sh deploy/postgres-roles.sh
set -eu

psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set ON_ERROR_STOP=1 --set application="$APPLICATION_PASSWORD" --set owner="$OWNER_PASSWORD" <<'SQL'
CREATE ROLE jytiens_app LOGIN PASSWORD :'application';
CREATE ROLE jytiens_owner LOGIN PASSWORD :'owner';
GRANT jytiens_app TO jytiens_owner;
CREATE DATABASE jytiens OWNER jytiens_owner ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE jytiens FROM PUBLIC;
GRANT CONNECT ON DATABASE jytiens TO jytiens_app;
\connect jytiens
-- PostgreSQL 14 lets everybody create tables in this schema; later ones do not.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO jytiens_owner;
SQL
