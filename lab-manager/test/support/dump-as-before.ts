/** A dump as it was written out before it said how its session is to be: each table locked while its rows are loaded. */
export function asBefore(dump: string): string {
  return dump
    .slice(dump.indexOf('-- MariaDB dump '))
    .replaceAll(/^\/\*!40000 ALTER TABLE (`.*`) DISABLE KEYS \*\/;$/gm, 'LOCK TABLES $1 WRITE;\n$&')
    .replaceAll(/^\/\*!40000 ALTER TABLE `.*` ENABLE KEYS \*\/;$/gm, '$&\nUNLOCK TABLES;');
}
