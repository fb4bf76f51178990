-- Two databases on one server: ours and that of Prefect. Set the passwords that stand in config/pgpass.
CREATE ROLE weerbaar LOGIN;
CREATE DATABASE weerbaar OWNER weerbaar;
CREATE ROLE prefect LOGIN;
CREATE DATABASE prefect OWNER prefect;
