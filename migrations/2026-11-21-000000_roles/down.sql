-- The roles stay: other databases of the cluster may use them.
DROP FUNCTION current_brand();
