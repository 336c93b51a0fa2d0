DROP TRIGGER communes_some_served ON communes;
DROP FUNCTION communes_some_served;
