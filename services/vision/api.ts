import { randomBytes } from "node:crypto";
import sharp from "sharp";
import {
  type Api,
  type Credential,
  isGoodKey,
  mintOnlyKey,
  type ServiceEnvironment,
  type Try,
} from "../shared/api/index.ts";
import { settingsFromEnvironment } from "../shared/provider/index.ts";
import { demoAccounts, openDemoAccounts } from "./demo.ts";
import { accountKeyFormat } from "./keys/formats.ts";
import { openVision, type VisionService } from "./service.ts";

/** Opens the service for the launcher. @param environment names a provider, or asks for the unified form */
export async function openVisionApi(
  place: ServiceEnvironment,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Api> {
  const provider = settingsFromEnvironment(environment);
  const unified = environment.ERRATA_VISION_UNIFIED === "1";
  return visionApi(await openVision({ ...place, unified, ...(provider && { provider }) }));
}

/** Shows the service to the launcher. */
export function visionApi(service: VisionService): Api {
  const { boundary } = service;
  return {
    name: "vision",
    about: "An API that looks at images",
    contract: boundary.contract,
    boundary,
    mount: (root) => void root.route("/vision", service.app),
    start: () => service.startJobs(),
    stop: () => service.stopJobs(),
    async demo(known) {
      await openDemoAccounts(service);
      const keys = { ...service.backend, format: accountKeyFormat };
      const credentials: Credential[] = [];
      for (const { name, accountId, about, scopes } of demoAccounts) {
        const old = known[name];
        const isKept = old !== undefined && (await isGoodKey(keys, accountId, old));
        credentials.push({ name, about, secret: isKept ? old : await mintOnlyKey(keys, accountId, scopes) });
        service.forgetAccount(accountId);
      }
      const keyOf = (name: string): string => credentials.find((one) => one.name === name)?.secret ?? "";
      const image = await newImage();
      return { credentials, tries: (url) => tries(url, keyOf, image) };
    },
  };
}

function tries(url: string, keyOf: (name: string) => string, image: Buffer): readonly Try[] {
  const as = (name: string): string => `-H 'Authorization: Bearer ${keyOf(name)}'`;
  const png = `-H 'Content-Type: image/png' --data-binary @<(echo ${image.toString("base64")} | base64 -d)`;
  return [
    {
      answer: "201, an image of 8 by 8 pixels; sent again: 409, and no code",
      command: `curl -s ${url}/v1/images ${as("lab")} ${png}`,
    },
    {
      answer: "404, a sentence and no code, as the framework's layer answers",
      command: `curl -si ${url}/v1/rules/rul_0 ${as("lab")}`,
    },
    {
      answer: "403 AUTHZ_ERROR, because the key may only read",
      command: `curl -si ${url}/v1/analyses ${as("viewer")} -X POST`,
    },
  ];
}

/** Makes an image that nobody has yet, so that the first command stores one at every start. */
async function newImage(): Promise<Buffer> {
  const raw = { width: 8, height: 8, channels: 1 } as const;
  return await sharp(randomBytes(64), { raw }).png().toBuffer();
}
