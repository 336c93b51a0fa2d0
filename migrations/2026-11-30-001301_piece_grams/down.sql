DROP FUNCTION piece_grams;
