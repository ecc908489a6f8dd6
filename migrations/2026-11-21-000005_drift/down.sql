DROP TABLE drift;
DROP TABLE polls;
