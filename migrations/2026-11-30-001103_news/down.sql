DROP INDEX acts_of_pages;
DROP TABLE news_versions, news;
