import {
  type Api,
  type Credential,
  isGoodKey,
  mintOnlyKey,
  type ServiceEnvironment,
  type Try,
} from "../shared/api/index.ts";
import { settingsFromEnvironment } from "../shared/provider/index.ts";
import { scribeKeys } from "./accounts/keys.ts";
import { scribe } from "./contract.ts";
import { demoAccounts, openDemoAccounts } from "./demo.ts";
import { openScribe, type ScribeService } from "./service.ts";

/** Opens the service for the launcher, with the model that the environment names. */
export async function openScribeApi(environment: ServiceEnvironment): Promise<Api> {
  return scribeApi(await openScribe({ ...environment, chat: settingsFromEnvironment(process.env) }));
}

/** Shows the service to the launcher. */
export function scribeApi(service: ScribeService): Api {
  const { app, backend, boundary, uses } = service;
  return {
    name: "scribe",
    about: "Structured notes of medical consultations",
    contract: scribe,
    boundary,
    mount: (root) => void root.route("/scribe", app),
    start: () => uses.start(),
    stop: () => uses.stop(),
    async demo(known) {
      await openDemoAccounts(backend);
      const keys = { ...backend, format: scribeKeys };
      const credentials: Credential[] = [];
      for (const { name, accountId, about, scopes } of demoAccounts) {
        const old = known[name];
        const isKept = old !== undefined && (await isGoodKey(keys, accountId, old));
        credentials.push({ name, about, secret: isKept ? old : await mintOnlyKey(keys, accountId, scopes) });
        service.forgetAccount(accountId);
      }
      const clinic = credentials.find(({ name }) => name === "clinic")?.secret ?? "";
      return { credentials, tries: (url) => tries(url, clinic) };
    },
  };
}

function tries(url: string, key: string): readonly Try[] {
  const post = (path: string, body: object, secret = key): string =>
    `curl -s ${url}${path} -H 'Authorization: Bearer ${secret}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    {
      answer: '201, a patient whose country is "DE"',
      command: post("/v1/patients", { name: "Ada Example", idCountry: "Germany" }),
    },
    {
      answer: "400 parameter_missing, with the name of the field",
      command: post("/v1/patients", { idCountry: "DEU" }),
    },
    { answer: "401 authentication_required", command: post("/v1/patients", { name: "Ada Example" }, "scr_live_wrong") },
  ];
}
