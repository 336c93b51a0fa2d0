DROP TABLE places_versions, former_communes, communes, provinces;
