"""The same questions on DuckDB, PostgreSQL and Spark, through Ibis. Nothing else imports this; it needs `mmkb[engines]`."""
