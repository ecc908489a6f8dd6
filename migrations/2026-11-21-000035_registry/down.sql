DROP TABLE registration_proofs, registrations;
