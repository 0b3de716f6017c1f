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

/** Writes what one grant covers, as one statement of the embedded store: an insert into the view `errata_take`. */
const takeTrigger = `CREATE TRIGGER errata_take_inserted INSTEAD OF INSERT ON errata_take BEGIN
  INSERT INTO errata_reservations
    (unit, id, account, amount, allocation, state, posted, created_at, expires_at, resolved_at)
  VALUES (new.unit, new.id, new.account, new.amount, json_array(json_array(new.grant_id, new.amount, new.grant_ends_at)),
    new.state, CASE new.state WHEN 'posted' THEN new.amount ELSE 0 END, new.at, new.ends_at,
    CASE new.state WHEN 'posted' THEN new.at END);
  UPDATE errata_grants SET remaining = remaining - new.amount
    WHERE unit = new.unit AND account = new.account AND id = new.grant_id;
  UPDATE errata_accounts SET available = available - new.amount,
    reserved = reserved + CASE new.state WHEN 'pending' THEN new.amount ELSE 0 END
    WHERE unit = new.unit AND account = new.account;
  INSERT INTO errata_ledger (unit, account, at, idem, kind, delta, reservation, request_id)
    SELECT new.unit, new.account, new.at, 'commit:' || new.id, 'posted', -new.amount, new.id, new.request_id
    WHERE new.state = 'posted';
END`;

/** Returns a step that changes nothing on PostgreSQL, which writes to its log what changed in a page instead of the page. */
function onSqlite(statements: readonly string[]): Step {
  return statements.map((sqlite) => ({ sqlite, postgres: "" }));
}

type Step = Migrations["steps"][number];

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
    onSqlite([
      // A debit changes the remaining amount of a grant, but rarely whether anything is left, so it writes no index.
      "ALTER TABLE errata_grants ADD COLUMN is_open BIGINT NOT NULL DEFAULT 1",
      "UPDATE errata_grants SET is_open = 0 WHERE remaining = 0",
      "DROP INDEX errata_grants_due",
      "DROP INDEX errata_grants_open",
      "CREATE INDEX errata_grants_due ON errata_grants (unit, expires_at) WHERE is_open > 0",
      // With the column, so that the engine prefers it to the primary key also without statistics.
      "CREATE INDEX errata_grants_open ON errata_grants (unit, account, is_open) WHERE is_open > 0",
      `CREATE TRIGGER errata_grants_added AFTER INSERT ON errata_grants WHEN new.remaining = 0 BEGIN
        UPDATE errata_grants SET is_open = 0 WHERE unit = new.unit AND account = new.account AND id = new.id;
      END`,
      `CREATE TRIGGER errata_grants_changed AFTER UPDATE OF remaining ON errata_grants
        WHEN (new.remaining > 0) <> new.is_open BEGIN
        UPDATE errata_grants SET is_open = new.remaining > 0
        WHERE unit = new.unit AND account = new.account AND id = new.id;
      END`,
      // The time of a reservation's end is that of its charge, and leads from one to the other.
      `UPDATE errata_reservations SET resolved_at = charge.at FROM errata_ledger AS charge
        WHERE charge.unit = errata_reservations.unit AND charge.idem = 'commit:' || id
        AND (state = 'posted' OR late IS NOT NULL) AND resolved_at <> charge.at`,
      // In the order of a history, so that an account's new entry is beside its last one.
      `CREATE TABLE errata_ledger_by_account (
        unit TEXT NOT NULL,
        account TEXT NOT NULL,
        at BIGINT NOT NULL,
        idem TEXT NOT NULL,
        kind TEXT NOT NULL
          CHECK (kind IN ('granted', 'posted', 'refunded', 'expired', 'written_off', 'capacity', 'freed')),
        delta BIGINT NOT NULL CHECK (delta = CAST(delta AS BIGINT)),
        shortfall BIGINT NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
        reservation TEXT,
        entries BIGINT CHECK (entries > 0),
        request_id TEXT,
        PRIMARY KEY (unit, account, at, idem),
        FOREIGN KEY (unit, account) REFERENCES errata_accounts (unit, account)
      )`,
      `INSERT INTO errata_ledger_by_account
        SELECT unit, account, at, idem, kind, delta, shortfall, reservation, entries, request_id
        FROM errata_ledger ORDER BY unit, account, at, idem`,
      "DROP TABLE errata_ledger",
      "ALTER TABLE errata_ledger_by_account RENAME TO errata_ledger",
      // The reservation of a charge has the same id and is unique already.
      "CREATE UNIQUE INDEX errata_ledger_idem ON errata_ledger (unit, idem) WHERE substr(idem, 1, 7) <> 'commit:'",
      "CREATE INDEX errata_ledger_request ON errata_ledger (request_id) WHERE request_id IS NOT NULL",
      // No entry of its own is older, up to steps of the clock. A purge finds accounts by it instead of entries by their age.
      "ALTER TABLE errata_accounts ADD COLUMN purged_to BIGINT",
      `UPDATE errata_accounts SET purged_to = (
        SELECT at FROM errata_ledger WHERE unit = errata_accounts.unit AND account = errata_accounts.account
        AND entries IS NULL ORDER BY at LIMIT 1)`,
      "CREATE INDEX errata_accounts_age ON errata_accounts (unit, COALESCE(purged_to, created_at))",
    ]),
    onSqlite([
      `CREATE VIEW errata_take (unit, id, account, amount, state, ends_at, at, request_id, grant_id, grant_ends_at) AS
        SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE 1 = 0`,
      takeTrigger,
    ]),
  ],
};
