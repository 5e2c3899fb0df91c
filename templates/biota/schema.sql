CREATE TABLE genetic_code (
  id SMALLINT UNSIGNED PRIMARY KEY COMMENT 'number of the NCBI translation table',
  name VARCHAR(200) NOT NULL
) COMMENT 'NCBI genetic codes';
CREATE TABLE codon (
  genetic_code SMALLINT UNSIGNED NOT NULL,
  codon CHAR(3) CHARACTER SET ascii NOT NULL COMMENT 'DNA letters',
  amino_acid CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT '* is a stop',
  is_start BOOLEAN NOT NULL COMMENT 'a translation may begin here',
  PRIMARY KEY (genetic_code, codon)
) COMMENT 'What each codon stands for, in each genetic code';
CREATE TABLE organism (
  tax_id INT UNSIGNED PRIMARY KEY COMMENT 'number in the NCBI taxonomy',
  name VARCHAR(255) NOT NULL,
  common_name VARCHAR(255) NOT NULL COMMENT 'empty where there is none',
  genetic_code SMALLINT UNSIGNED NOT NULL,
  mitochondrial_code SMALLINT UNSIGNED NOT NULL COMMENT '0: it has no mitochondria, or nobody knows',
  division VARCHAR(8) NOT NULL COMMENT 'of GenBank, such as PLN',
  lineage TEXT NOT NULL COMMENT 'from the root, parts divided by "; "',
  KEY (name),
  KEY (common_name)
) COMMENT 'NCBI organisms';
