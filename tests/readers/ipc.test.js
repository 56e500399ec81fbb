// Every mapped type, at its edges: what apache-arrow reads from format 'ipc'
// equals what PostgreSQL itself says of the row.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RecordBatchReader, Type } from 'apache-arrow';
import { payloads, psql, query } from './server.js';

const slot = `readers_${process.pid}`;
const database = slot;

// Column type, and values as SQL literals.
const columns = {
  t_bool: ['bool', ['true', 'false']],
  t_int2: ['int2', ['-32768', '32767', '0']],
  t_int4: ['int4', ['-2147483648', '2147483647', '0']],
  t_int8: ['int8', ['-9223372036854775808', '9223372036854775807', '0']],
  t_float4: ['float4', ['-3.4028235e38', '3.4028235e38', '1e-45', '0', '-0', 'NaN', 'Infinity', '-Infinity', '0.1']],
  t_float8: ['float8', ['-1.7976931348623157e308', '5e-324', 'NaN', 'Infinity', '-Infinity', '-0', '0.1']],
  t_dec: ['numeric(12,2)', ['-9999999999.99', '9999999999.99', '0', '0.01', '-0.01', 'NaN', '10000']],
  t_dec38: ['numeric(38,0)', ['99999999999999999999999999999999999999', '-99999999999999999999999999999999999999', '0']],
  t_dec37: ['numeric(38,37)', ['9.9999999999999999999999999999999999999', '-0.0000000000000000000000000000000000001']],
  t_num: ['numeric', ['NaN', 'Infinity', '-Infinity', '1e400', '-0.000000000000000000000000000000000000000001', '0.10']],
  t_text: ['text', ['', 'žluťoučký', '猫と🐘', 'line\nbreak', 'x'.repeat(20000)]],
  t_varchar: ['varchar(10)', ['', 'ab', 'žžžžžžžžžž']],
  t_bpchar: ['char(4)', ['', 'ab', 'abcd']],
  t_json: ['json', ['{"b" : 1,  "a": [null]}', 'null', '"ž"']],
  t_jsonb: ['jsonb', ['{"b" : 1,  "a": [null]}', 'null', '1e3']],
  t_bytea: ['bytea', ['\\x', '\\x00ff', `\\x${'00ab'.repeat(5000)}`]],
  t_date: ['date', ['infinity', '-infinity', '1970-01-01', '4713-11-24 BC', '5874897-12-31', '2024-02-29']],
  t_time: ['time', ['00:00:00', '23:59:59.999999', '24:00:00']],
  t_ts: ['timestamp', ['infinity', '-infinity', '1970-01-01', '4713-11-24 BC', '294246-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999', '294247-01-10 04:00:54.775807', '294247-01-10 04:00:54.775808']],
  t_tz: ['timestamptz', ['infinity', '-infinity', '1970-01-01 00:00:00+00', '2024-06-01 12:00:00.123456+02']],
  t_uuid: ['uuid', ['00000000-0000-0000-0000-000000000000', '00112233-4455-6677-8899-aabbccddeeff']],
  t_interval: ['interval', ['1 mon -2 days 03:04:05.678', '0']],
  t_array: ['int[]', ['{1,NULL,3}', '{}', '{-7}']],
  t_texts: ['text[]', ['{}', '{"",NULL,"žluť, x"}']],
  t_pair: ['pair', ['(1,a)', '(,)', '(-2,ž)']],
  t_pairs: ['pair[]', ['{}', '{"(1,a)",NULL,"(,)"}']],
  t_oid: ['oid', ['0', '4294967295']],
  t_mood: ['mood', ['sad', 'ok']],
  t_inet: ['inet', ['10.0.0.0/8', '::1']],
};

const names = Object.keys(columns);
const rows = Math.max(...Object.values(columns).map(([, values]) => values.length)) + 1;

const literal = (value) => (value === undefined ? 'NULL' : `'${value.replaceAll("'", "''")}'`);

before(() => {
  psql(`CREATE DATABASE ${database} ENCODING 'UTF8' TEMPLATE template0`);
  psql(
    `CREATE TYPE mood AS ENUM ('sad', 'ok');
     CREATE TYPE pair AS (a int, b text);
     CREATE TABLE edge (id int PRIMARY KEY, ${names.map((n) => `${n} ${columns[n][0]}`).join(', ')});
     SELECT pg_create_logical_replication_slot('${slot}', 'wal2arrow');
     INSERT INTO edge VALUES ${Array.from({ length: rows }, (_, i) => `(${i}, ${names.map((n) => literal(columns[n][1][i])).join(', ')})`).join(',\n')};`,
    database,
  );
});

after(() => {
  psql(`SELECT pg_drop_replication_slot('${slot}')`, database);
  psql(`DROP DATABASE ${database}`);
});

// What PostgreSQL says of a value, in the units of the Arrow type.
const oracle = (name) => {
  switch (columns[name][0]) {
    case 'date':
      return `CASE WHEN isfinite(${name}) THEN (${name} - date '1970-01-01')::text ELSE ${name}::text END`;
    case 'timestamp':
    case 'timestamptz': {
      // By way of 2000: extract(epoch) rounds to seconds past int64 microseconds.
      const local = columns[name][0] === 'timestamptz' ? `(${name} AT TIME ZONE 'UTC')` : name;
      return `CASE WHEN isfinite(${name})
        THEN trunc((extract(epoch FROM ${local} - timestamp '2000-01-01') + 946684800) * 1000000)::text
        ELSE ${name}::text END`;
    }
    case 'interval': {
      const time = `(extract(hour FROM ${name})::numeric * 3600 + extract(minute FROM ${name}) * 60) * 1000000 + extract(microseconds FROM ${name})`;
      return `CASE WHEN ${name} IS NOT NULL THEN format('%s %s %s', extract(year FROM ${name}) * 12 + extract(month FROM ${name}),
        extract(day FROM ${name}), (${time})::bigint) END`;
    }
    case 'int[]':
    case 'text[]':
    case 'pair':
    case 'pair[]':
      return `to_json(${name})::text`;
    case 'time':
      return `trunc(extract(epoch FROM ${name}) * 1000000)::text`;
    default:
      // The output function's text; a cast to text would strip char(n)'s padding.
      return `CASE WHEN ${name} IS NOT NULL THEN format('%s', ${name}) END`;
  }
};

// The text that stands for what a reader got, with the field's metadata for
// the values that the Arrow type has no place for.
function textOf(field, data, row) {
  const notes = field.metadata;
  const special = (number) => {
    if (`${number}` === notes.get('pg.infinity')) return 'infinity';
    if (`${number}` === notes.get('pg.minus_infinity')) return '-infinity';
    const below = notes.get('pg.wrapped_below');
    if (below !== undefined && number < BigInt(below)) return `${number + BigInt(notes.get('pg.wrapped_add'))}`;
    return `${number}`;
  };
  switch (field.typeId) {
    case Type.Bool:
      return (data.values[row >> 3] >> (row & 7)) & 1 ? 't' : 'f';
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
      return special(data.values[row]);
    case Type.Decimal: {
      const words = data.values.subarray(row * 4, row * 4 + 4);
      const unsigned = words.reduceRight((n, word) => (n << 32n) | BigInt(word >>> 0), 0n);
      const number = BigInt.asIntN(128, unsigned);
      if (`${number}` === notes.get('pg.nan')) return 'NaN';
      const digits = `${number < 0n ? -number : number}`.padStart(field.type.scale + 1, '0');
      const point = digits.length - field.type.scale;
      return (number < 0n ? '-' : '') + digits.slice(0, point) + (field.type.scale > 0 ? `.${digits.slice(point)}` : '');
    }
    case Type.Binary:
      return `\\x${Buffer.from(data.values.subarray(data.valueOffsets[row], data.valueOffsets[row + 1])).toString('hex')}`;
    case Type.Utf8:
      return Buffer.from(data.values.subarray(data.valueOffsets[row], data.valueOffsets[row + 1])).toString('utf8');
    case Type.FixedSizeBinary: {
      const hex = Buffer.from(data.values.subarray(row * 16, row * 16 + 16)).toString('hex');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    }
    case Type.Interval: {
      const view = new DataView(data.values.buffer, data.values.byteOffset + row * 16, 16);
      return `${view.getInt32(0, true)} ${view.getInt32(4, true)} ${view.getBigInt64(8, true) / 1000n}`;
    }
    case Type.Float:
      return data.values[row]; // a number: text would lose the sign of -0
    default:
      return `${data.values[row]}`;
  }
}

// A list or struct as what JSON would make of it.
function plain(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Symbol.iterator in value && value.length !== undefined) return Array.from(value, plain);
  return Object.fromEntries(Object.entries(value.toJSON()).map(([key, field]) => [key, plain(field)]));
}

const sameFloat = (a, b) => Object.is(Number(a), Number(b));

test('apache-arrow reads every type as PostgreSQL prints it', () => {
  const expected = query(`SELECT ${names.map((n) => `${oracle(n)} AS ${n}`).join(', ')} FROM edge ORDER BY id`, database);
  const streams = payloads(slot, { format: 'ipc' }, database);
  let seen = 0;
  for (const stream of streams) {
    const reader = RecordBatchReader.from(stream);
    for (const batch of reader) {
      for (const name of names) {
        const index = batch.schema.fields.findIndex((f) => f.name === name);
        const field = batch.schema.fields[index];
        const data = batch.data.children[index];
        for (let row = 0; row < batch.numRows; row++) {
          const want = expected[seen + row][name];
          const child = batch.getChildAt(index);
          const nested = field.typeId === Type.List || field.typeId === Type.Struct;
          if (nested && want !== null) {
            assert.deepEqual(plain(child.get(row)), JSON.parse(want), `${name}[${row}]`);
            continue;
          }
          const got = child.isValid(row) ? textOf(field, data, row) : null;
          if (field.typeId === Type.Float && want !== null) {
            const value = columns[name][0] === 'float4' ? Math.fround(Number(want)) : want;
            assert.ok(sameFloat(got, value), `${name}[${row}]: ${got} for ${want}`);
          } else {
            assert.equal(got, want, `${name}[${row}]`);
          }
        }
      }
      seen += batch.numRows;
    }
  }
  assert.equal(seen, rows);
});

test('the system columns say what happened, and to whom', () => {
  psql(
    `BEGIN;
     UPDATE edge SET t_int4 = 5 WHERE id = 0;
     UPDATE edge SET id = 100 WHERE id = 1;
     DELETE FROM edge WHERE id = 2;
     COMMIT;
     TRUNCATE edge;`,
    database,
  );
  const got = [];
  for (const stream of payloads(slot, { format: 'ipc' }, database))
    for (const batch of RecordBatchReader.from(stream))
      for (let row = 0; row < batch.numRows; row++) {
        const value = (name) => batch.getChild(name).get(row);
        got.push([String.fromCharCode(value('__op')), value('__seq'), value('id')]);
      }
  assert.deepEqual(got, [
    ['U', 1, 0],
    ['O', 2, 1],
    ['U', 2, 100],
    ['D', 3, 2],
    ['T', 1, null],
  ]);
});
