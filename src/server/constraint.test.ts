import Database from "libsql";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenConstraint } from "./constraint.ts";

const schema = `
  CREATE TABLE customers (
    id integer PRIMARY KEY,
    partner_id integer,
    email text NOT NULL,
    balance integer CONSTRAINT balance_not_negative CHECK (balance >= 0),
    UNIQUE (partner_id, email)
  )`;
const insert = (values: string): string => `INSERT INTO customers (id, partner_id, email, balance) VALUES (${values})`;
const broken: readonly (readonly [statement: string, constraint: string])[] = [
  [insert("2, 1, 'a@example.com', 0"), "customers_partner_id_email_key"],
  [insert("1, 2, 'b@example.com', 0"), "customers_pkey"],
  [insert("3, 3, 'c@example.com', -1"), "balance_not_negative"],
  [insert("4, 4, NULL, 0"), "customers_email_not_null"],
];

describe("SQLite", () => {
  const db = new Database(":memory:");
  db.exec(schema);
  db.exec(insert("1, 1, 'a@example.com', 0"));
  test.each(broken)("%s breaks %s", (statement, constraint) => {
    let thrown: unknown;
    try {
      db.exec(statement);
    } catch (error) {
      thrown = error;
    }
    expect(brokenConstraint(thrown)?.constraint).toBe(constraint);
    expect(brokenConstraint(new Error("query failed", { cause: thrown }))?.constraint).toBe(constraint);
  });
});

const url = process.env.ERRATA_TEST_POSTGRES;
describe.skipIf(url === undefined)("PostgreSQL", () => {
  const sql = postgres(url ?? "", { max: 1, onnotice: () => undefined });
  beforeAll(async () => {
    await sql.unsafe(`CREATE TEMPORARY TABLE ${schema.trim().slice("CREATE TABLE ".length)}`);
    await sql.unsafe(insert("1, 1, 'a@example.com', 0"));
  });
  afterAll(() => sql.end());
  test.each(broken)("%s breaks %s", async (statement, constraint) => {
    const thrown = await sql.unsafe(statement).catch((error: unknown) => error);
    expect(brokenConstraint(thrown)?.constraint).toBe(constraint);
  });
});

test.each([
  ["pg", { code: "23505", constraint: "users_email_key", table: "users" }, "users_email_key"],
  ["postgres.js", { code: "23503", constraint_name: "orders_user_fkey", table_name: "orders" }, "orders_user_fkey"],
  [
    "a SQLite index",
    { code: "SQLITE_CONSTRAINT_UNIQUE", message: "UNIQUE constraint failed: index 'users_lower_email'" },
    "users_lower_email",
  ],
])("%s names its constraint", (_name, error, constraint) => {
  expect(brokenConstraint(error)?.constraint).toBe(constraint);
});

test.each([
  ["another class of error", { code: "42P01", constraint: "x" }],
  ["a circle of causes", circle()],
  [
    "a SQLite foreign key, which has no name",
    { code: "SQLITE_CONSTRAINT_FOREIGNKEY", message: "FOREIGN KEY constraint failed" },
  ],
  ["undefined", undefined],
])("%s names none", (_name, thrown) => {
  expect(brokenConstraint(thrown)).toBeUndefined();
});

function circle(): Error {
  const error = new Error("x");
  error.cause = error;
  return error;
}
