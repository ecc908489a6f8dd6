DROP TABLE entries;
DROP TABLE readiness;
DROP TABLE compliance;
