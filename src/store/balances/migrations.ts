import type { Migrations } from "../store.ts";

/**
 * Deducts an amount in one statement: locks, reads and writes like the steps of `takeInSteps`. Each statement of the function
 * reads what was committed before it, so grants are read as of after the wait for the lock. Returns null, without a
 * write, when something has expired.
 */
const takeFunction = `CREATE FUNCTION errata_take(
  of_unit TEXT, of_id TEXT, of_account TEXT, of_amount BIGINT, to_state TEXT, ends_at BIGINT, now_ms BIGINT, of_request TEXT
) RETURNS JSONB LANGUAGE plpgsql AS $$
DECLARE
  balance errata_accounts;
  known errata_reservations;
  parts JSONB;
  covered BIGINT;
BEGIN
  IF of_amount = 0 THEN
    INSERT INTO errata_accounts (unit, account, created_at) VALUES (of_unit, of_account, now_ms)
    ON CONFLICT (unit, account) DO NOTHING;
  END IF;
  SELECT * INTO balance FROM errata_accounts WHERE unit = of_unit AND account = of_account FOR UPDATE;
  IF EXISTS (SELECT FROM errata_grants
      WHERE unit = of_unit AND account = of_account AND remaining > 0 AND expires_at <= now_ms) THEN
    RETURN NULL;
  END IF;
  SELECT COALESCE(jsonb_agg(jsonb_build_array(id, LEAST(remaining, of_amount - earlier), expires_at) ORDER BY earlier), '[]'),
    COALESCE(SUM(LEAST(remaining, of_amount - earlier)), 0)
  INTO parts, covered FROM (
    SELECT id, remaining, expires_at,
      SUM(remaining) OVER (ORDER BY expires_at NULLS LAST, priority, seq ROWS UNBOUNDED PRECEDING) - remaining AS earlier
    FROM errata_grants WHERE unit = of_unit AND account = of_account AND remaining > 0) AS open
  WHERE earlier < of_amount;
  IF covered = of_amount THEN
    INSERT INTO errata_reservations
      (unit, id, account, amount, allocation, state, posted, created_at, expires_at, resolved_at)
    VALUES (of_unit, of_id, of_account, of_amount, parts, to_state, CASE to_state WHEN 'posted' THEN of_amount ELSE 0 END,
      now_ms, ends_at, CASE to_state WHEN 'posted' THEN now_ms END)
    ON CONFLICT (unit, id) DO NOTHING;
    IF FOUND THEN
      UPDATE errata_grants SET remaining = remaining - CAST(part ->> 1 AS BIGINT)
      FROM jsonb_array_elements(parts) AS part
      WHERE unit = of_unit AND account = of_account AND id = part ->> 0;
      UPDATE errata_accounts SET available = available - of_amount,
        reserved = reserved + CASE to_state WHEN 'pending' THEN of_amount ELSE 0 END
      WHERE unit = of_unit AND account = of_account;
      IF to_state = 'posted' THEN
        INSERT INTO errata_ledger (unit, idem, account, kind, delta, reservation, at, request_id)
        VALUES (of_unit, 'commit:' || of_id, of_account, 'posted', -of_amount, of_id, now_ms, of_request);
      END IF;
      RETURN '{"status":"taken"}';
    END IF;
  ELSIF EXISTS (SELECT FROM errata_reservations
      WHERE unit = of_unit AND account = of_account AND state = 'pending' AND expires_at <= now_ms) THEN
    RETURN NULL;
  END IF;
  SELECT * INTO known FROM errata_reservations WHERE unit = of_unit AND id = of_id;
  IF FOUND THEN
    RETURN jsonb_build_object('status', 'exists', 'reservation', jsonb_build_object('account', known.account,
      'amount', known.amount, 'state', known.state, 'late', known.late, 'posted', known.posted, 'expiresAt', known.expires_at));
  END IF;
  RETURN jsonb_build_object('status', 'insufficient', 'required', of_amount,
    'available', COALESCE(balance.available, 0), 'reserved', COALESCE(balance.reserved, 0),
    'breakdown', (SELECT COALESCE(jsonb_agg(jsonb_build_object('source', source, 'remaining', remaining, 'expiresAt', expires_at)
        ORDER BY expires_at NULLS LAST, priority, seq), '[]')
      FROM errata_grants WHERE unit = of_unit AND account = of_account AND remaining > 0));
END $$`;

/**
 * Creates the tables of all ledgers, which differ by `unit`. The CHECK constraints are the last line of defense: even a
 * faulty program cannot make a balance negative, refund more than was charged, or store a fraction.
 */
export const balanceMigrations: Migrations = {
  component: "balances",
  steps: [
    [
      `CREATE TABLE errata_accounts (
        unit TEXT NOT NULL,
        account TEXT NOT NULL,
        available BIGINT NOT NULL DEFAULT 0 CHECK (available >= 0 AND available = CAST(available AS BIGINT)),
        reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0 AND reserved = CAST(reserved AS BIGINT)),
        owed BIGINT NOT NULL DEFAULT 0 CHECK (owed >= 0 AND owed = CAST(owed AS BIGINT)),
        capacity BIGINT CHECK (capacity >= 0),
        created_at BIGINT NOT NULL,
        PRIMARY KEY (unit, account),
        CHECK (available + reserved <= 9007199254740991),
        CHECK (owed = 0 OR available = 0)
      )`,
      `CREATE TABLE errata_grants (
        unit TEXT NOT NULL,
        account TEXT NOT NULL,
        id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        source TEXT NOT NULL,
        priority BIGINT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount >= 0),
        remaining BIGINT NOT NULL CHECK (remaining >= 0 AND remaining <= amount),
        expires_at BIGINT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (unit, account, id),
        FOREIGN KEY (unit, account) REFERENCES errata_accounts (unit, account)
      )`,
      "CREATE INDEX errata_grants_due ON errata_grants (unit, expires_at) WHERE remaining > 0",
      `CREATE TABLE errata_reservations (
        unit TEXT NOT NULL,
        id TEXT NOT NULL,
        account TEXT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount >= 0 AND amount = CAST(amount AS BIGINT)),
        allocation TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'posted', 'released', 'expired')),
        late TEXT CHECK (late IN ('debited', 'written_off')),
        posted BIGINT NOT NULL DEFAULT 0 CHECK (posted >= 0),
        refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= posted),
        shortfall BIGINT NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        resolved_at BIGINT,
        PRIMARY KEY (unit, id),
        FOREIGN KEY (unit, account) REFERENCES errata_accounts (unit, account),
        CHECK (late IS NULL OR state = 'expired'),
        CHECK (posted = 0 OR state = 'posted' OR late = 'debited')
      )`,
      "CREATE INDEX errata_reservations_due ON errata_reservations (unit, expires_at) WHERE state = 'pending'",
      "CREATE INDEX errata_reservations_held ON errata_reservations (unit, account) WHERE state = 'pending'",
      `CREATE TABLE errata_ledger (
        unit TEXT NOT NULL,
        idem TEXT NOT NULL,
        account TEXT NOT NULL,
        kind TEXT NOT NULL
          CHECK (kind IN ('granted', 'posted', 'refunded', 'expired', 'written_off', 'capacity', 'freed')),
        delta BIGINT NOT NULL CHECK (delta = CAST(delta AS BIGINT)),
        shortfall BIGINT NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
        reservation TEXT,
        at BIGINT NOT NULL,
        PRIMARY KEY (unit, idem),
        FOREIGN KEY (unit, account) REFERENCES errata_accounts (unit, account)
      )`,
      "CREATE INDEX errata_ledger_account ON errata_ledger (unit, account, at)",
    ],
    [
      // Neither used-up grants nor other reservations are read to find what is open.
      "CREATE INDEX errata_grants_open ON errata_grants (unit, account) WHERE remaining > 0",
      "CREATE INDEX errata_grants_seq ON errata_grants (unit, account, seq)",
      "CREATE INDEX errata_reservations_pending ON errata_reservations (unit, account, expires_at, id) WHERE state = 'pending'",
      "DROP INDEX errata_reservations_held",
      // With the amount, so that the audit reads the index only.
      "CREATE INDEX errata_ledger_page ON errata_ledger (unit, account, at, idem, delta)",
      "DROP INDEX errata_ledger_account",
      // Number of old entries that a monthly total replaces; null for an entry of its own.
      "ALTER TABLE errata_ledger ADD COLUMN entries BIGINT CHECK (entries > 0)",
      "CREATE INDEX errata_ledger_age ON errata_ledger (unit, at) WHERE entries IS NULL",
      // Charged reservations are deleted with their ledger entry, so they are not in this index.
      `CREATE INDEX errata_reservations_age ON errata_reservations (unit, resolved_at)
        WHERE state IN ('released', 'expired') AND late IS NULL`,
    ],
    [
      "ALTER TABLE errata_ledger ADD COLUMN request_id TEXT",
      "CREATE INDEX errata_ledger_request ON errata_ledger (request_id) WHERE request_id IS NOT NULL",
    ],
    [{ sqlite: "", postgres: takeFunction }],
  ],
};
