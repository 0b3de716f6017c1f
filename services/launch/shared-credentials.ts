import type { Migrations, Store } from "errata/store";
import type { SecretBox } from "../shared/secrets/index.ts";
import type { ApiDemo } from "./demo-file.ts";

/** The table of the demo's credentials, so that every node that shares a database shows the same. Secrets are encrypted. */
export const demoMigrations: Migrations = {
  component: "demo",
  steps: [
    [
      `CREATE TABLE demo_credentials (
        api TEXT NOT NULL,
        name TEXT NOT NULL,
        secret TEXT NOT NULL,
        PRIMARY KEY (api, name)
      )`,
    ],
  ],
};

/** Reads the credentials that a node has stored, by API. Ignores those whose encryption key is missing. */
export async function readSharedCredentials(
  { sql }: Store,
  secrets: SecretBox,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const rows = await sql<{ api: string; name: string; secret: string }>`SELECT api, name, secret FROM demo_credentials`;
  const known: Record<string, Record<string, string>> = {};
  for (const { api, name, secret } of rows) {
    try {
      known[api] = { ...known[api], [name]: secrets.open(secret, ownerOf(api, name)) };
    } catch {
      // The API creates another credential.
    }
  }
  return known;
}

/** Stores credentials for the other nodes. */
export async function writeSharedCredentials(
  store: Store,
  secrets: SecretBox,
  demos: readonly Pick<ApiDemo, "api" | "credentials">[],
): Promise<void> {
  await store.transaction(async (sql) => {
    for (const { api, credentials } of demos) {
      for (const { name, secret } of credentials) {
        const sealed = secrets.seal(secret, ownerOf(api.name, name));
        await sql`
          INSERT INTO demo_credentials (api, name, secret) VALUES (${api.name}, ${name}, ${sealed})
          ON CONFLICT (api, name) DO UPDATE SET secret = excluded.secret`;
      }
    }
  });
}

function ownerOf(api: string, name: string): string {
  return `demo ${api} ${name}`;
}
