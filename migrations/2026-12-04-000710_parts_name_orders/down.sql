UPDATE transfers SET codes = '{}' WHERE part_of IS NOT NULL AND codes <> '{}';
