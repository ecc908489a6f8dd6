DROP TABLE restricted_reads, grants;
