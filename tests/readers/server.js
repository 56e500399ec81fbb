// Talks to the server named by PGHOST, PGPORT and PGUSER through psql.
import { execFileSync } from 'node:child_process';

export function psql(sql, database = 'postgres') {
  return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database], {
    input: sql,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

/** Rows of a query as objects; values as PostgreSQL's JSON gives them. */
export function query(sql, database) {
  const text = psql(`SELECT coalesce(json_agg(q), '[]') FROM (${sql}) q`, database);
  return JSON.parse(text);
}

/** Payloads waiting in a slot, as Uint8Arrays. */
export function payloads(slot, options, database) {
  const list = Object.entries(options).flat().map((o) => `'${o}'`);
  const text = psql(
    `SELECT encode(data, 'hex') FROM pg_logical_slot_get_binary_changes(${[`'${slot}'`, 'NULL', 'NULL', ...list].join(', ')})`,
    database,
  );
  return text.split('\n').filter((line) => line !== '').map((line) => new Uint8Array(Buffer.from(line, 'hex')));
}
