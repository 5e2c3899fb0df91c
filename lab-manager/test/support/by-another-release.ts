/** A dump as a newer client for other machines writes out the same databases. */
export function byAnotherRelease(dump: string): string {
  const [first = ''] = dump.split('\n', 1);
  const sandbox = '/*M!999999\\- enable the sandbox mode */ ';
  return `${first.startsWith('/*') ? '' : `${sandbox}\n`}${dump}`
    .replace(first, first.startsWith('/*') ? sandbox : first)
    .replace(
      /^-- MariaDB dump .*$/m,
      '-- MariaDB dump 10.19-10.11.16-MariaDB, for debian-linux-gnu (aarch64)',
    )
    .replace(/^-- Server version\t.*$/m, '-- Server version\t10.11.16-MariaDB-ubu2404')
    .replace(
      /^\/\*!40111 SET @OLD_SQL_NOTES=.*$/m,
      '/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;',
    )
    .replace(/^\/\*!40111 SET SQL_NOTES=.*$/m, '/*M!100616 SET NOTE_VERBOSITY=@OLD_NOTE_VERBOSITY */;')
    .replaceAll(
      /^\/\*!40101 SET character_set_client = utf8\w* \*\/;$/gm,
      '/*!40101 SET character_set_client = utf8mb3 */;',
    )
    .replaceAll(/^LOCK TABLES .* WRITE;$/gm, '$&\nset autocommit=0;')
    .replaceAll(/^UNLOCK TABLES;$/gm, '$&\ncommit;')
    .replaceAll(/^\/\*!50001 DROP VIEW IF EXISTS (.*)\*\/;$/gm, '/*!50001 DROP TABLE IF EXISTS $1*/;');
}
