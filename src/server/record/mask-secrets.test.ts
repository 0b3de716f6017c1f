import { expect, test } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";

const secret = "4fK9xQ2mZ8vB1nT6yR3wL7pD5sH0jG2c";

test.each([
  [`Authorization: Bearer ${secret}`],
  [`key img_live_${secret}9A was refused`],
  [`postgres://app:${secret}@10.0.0.5:5432/db`],
  [`redis://:${secret}@cache:6379`],
  [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI${secret}.${secret}`],
  [`{"password":"${secret}"}`],
  [`password=${secret}&x=1`],
  [`X-Api-Key: ${secret}`],
  [`client_secret: '${secret}'`],
  [`Cookie: ${secret}`],
  [`tokens:${secret}`],
  [`token:write-${secret}`],
  [`refreshToken: "${secret}"`],
  [`passphrase=${secret}`],
  [`aws_secret_access_key = ${secret}`],
  [`AccountName=a;AccountKey=${secret}==`],
  [`{"private_key":"${secret}"}`],
  [`https://hooks.example.com/a?x=1&sig=${secret}`],
  [`sk-${secret}`],
  [`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`],
])("masks the secret in %s", (text) => {
  expect(maskSecrets(text)).not.toContain(secret);
});

test.each([
  "connect ECONNREFUSED 127.0.0.1:5432",
  "No order has the id o_17.",
  "see https://docs.example.com/errors#RATE_LIMITED",
  "customers_partner_id_email_key",
  "the primary key: id, the design: A4, the config=x",
  'expected one of "tokens:read"|"tokens:write"|"secrets:admin"|"api_keys:delete"',
])("leaves %s unchanged", (text) => {
  expect(maskSecrets(text)).toBe(text);
});

test("masks a megabyte of hostile text within a second", () => {
  const started = performance.now();
  for (const unit of ["a_", "eyJ", "x:", "https://a:", "-----BEGIN A", "password", "Bearer "])
    maskSecrets(unit.repeat(200_000));
  expect(performance.now() - started).toBeLessThan(1_000);
});
