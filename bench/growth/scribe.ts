import { readAccount } from "../../services/scribe/accounts/account.ts";
import { listUsage } from "../../services/scribe/accounts/usage.ts";
import { listConsultations } from "../../services/scribe/consultations/list-consultations.ts";
import { scribeMigrations } from "../../services/scribe/migrations.ts";
import { listPatients } from "../../services/scribe/patients/list-patients.ts";
import { createPatient } from "../../services/scribe/patients/save-patient.ts";
import { purgesOf } from "../../services/scribe/retention.ts";
import { readRetention } from "../../services/shared/retention/index.ts";
import { pages } from "./pages.ts";
import { purging, type Subject, start } from "./subject.ts";

const at = `${start} + n`;

/** Patients, consultations and charges of one account. */
export const scribe: Subject = {
  migrations: scribeMigrations,
  rows: [
    { isOne: true, into: "scribe_accounts (id, name, is_active, created_at)", values: "'big', 'Big', 1, 0" },
    {
      into: "scribe_patients (id, account_id, internal_id, name, created_at, updated_at)",
      values: `'pat_' || n, 'big', 'i' || n, 'N', ${at}, ${at}`,
    },
    {
      into: "scribe_consultations (id, account_id, internal_id, patient_id, last_revision, last_version, created_at, updated_at)",
      values: `'con_' || n, 'big', 'i' || n, CASE WHEN n <= 25 THEN 'pat_7' ELSE 'pat_' || n END, 0, 0, ${at}, ${at}`,
    },
    { into: "scribe_charges (id, account_id, charged_at)", values: `'chg_' || n, 'big', ${at}` },
  ],
  after: ["UPDATE scribe_accounts SET notes_charged = (SELECT COUNT(*) FROM scribe_charges)"],
  operations(store, count) {
    const backend = { store, clock: Date.now, idempotency: {} } as never;
    return [
      ...pages(count, "patients", (query) => listPatients(backend, "big", query), { patientInternalId: "i7" }),
      ...pages(count, "consultations", (query) => listConsultations(backend, "big", query), {
        consultationInternalId: "i7",
        patientId: "pat_7",
      }),
      ...pages(count, "charges", (query) => listUsage(backend, "big", query)),
      { name: "account", run: () => readAccount(store.sql, "big") },
      {
        name: "create a patient",
        run: () => createPatient(backend, "big", { name: "N" } as never, async (_sql, view) => view as never),
      },
      ...purgesOf(backend, readRetention({ ERRATA_KEEP_LEDGER_DAYS: "1" }))
        .filter(({ data }) => data === "old charges")
        .map(purging),
      {
        name: "charge a note (its row)",
        run: (round) => store.sql`
          INSERT INTO scribe_charges (id, account_id, charged_at) VALUES (${`new_${round}`}, 'big', ${Date.now()})`,
      },
    ];
  },
};
