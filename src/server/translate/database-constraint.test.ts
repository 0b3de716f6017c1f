import Database from "libsql";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { constraintViolation } from "./database-constraint.ts";

const schema = `
  CREATE TABLE customers (
    id integer PRIMARY KEY,
    partner_id integer,
    email text NOT NULL,
    balance integer CONSTRAINT balance_not_negative CHECK (balance >= 0),
    UNIQUE (partner_id, email)
  )`;
const insert = (values: string): string => `INSERT INTO customers (id, partner_id, email, balance) VALUES (${values})`;
const violations: readonly (readonly [statement: string, constraint: string])[] = [
  [insert("2, 1, 'a@example.com', 0"), "customers_partner_id_email_key"],
  [insert("1, 2, 'b@example.com', 0"), "customers_pkey"],
  [insert("3, 3, 'c@example.com', -1"), "balance_not_negative"],
  [insert("4, 4, NULL, 0"), "customers_email_not_null"],
];

describe("SQLite", () => {
  const db = new Database(":memory:");
  db.exec(schema);
  db.exec(insert("1, 1, 'a@example.com', 0"));
  test.each(violations)("%s violates %s", (statement, constraint) => {
    let thrown: unknown;
    try {
      db.exec(statement);
    } catch (error) {
      thrown = error;
    }
    expect(constraintViolation(thrown)?.constraint).toBe(constraint);
    expect(constraintViolation(new Error("query failed", { cause: thrown }))?.constraint).toBe(constraint);
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
  test.each(violations)("%s violates %s", async (statement, constraint) => {
    const thrown = await sql.unsafe(statement).catch((error: unknown) => error);
    expect(constraintViolation(thrown)?.constraint).toBe(constraint);
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
])("%s reports its constraint", (_name, error, constraint) => {
  expect(constraintViolation(error)?.constraint).toBe(constraint);
});

test.each([
  ["another class of error", { code: "42P01", constraint: "x" }],
  ["a cycle of causes", cycle()],
  [
    "a SQLite foreign key, which is unnamed",
    { code: "SQLITE_CONSTRAINT_FOREIGNKEY", message: "FOREIGN KEY constraint failed" },
  ],
  ["undefined", undefined],
])("%s is not a constraint violation", (_name, thrown) => {
  expect(constraintViolation(thrown)).toBeUndefined();
});

function cycle(): Error {
  const error = new Error("x");
  error.cause = error;
  return error;
}
