import type { ProviderSettings } from "./open-provider.ts";

/**
 * Reads the provider from `ERRATA_PROVIDER_URL`, `ERRATA_PROVIDER_MODEL` and the optional `ERRATA_PROVIDER_KEY`.
 *
 * @returns undefined if no URL is set
 * @throws Error that names the invalid variable
 */
export function settingsFromEnvironment(environment: NodeJS.ProcessEnv): ProviderSettings | undefined {
  const url = environment.ERRATA_PROVIDER_URL ?? "";
  const model = environment.ERRATA_PROVIDER_MODEL ?? "";
  if (url === "") return undefined;
  // The message does not quote the URL, because it may contain a password.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(
      "Expected ERRATA_PROVIDER_URL to be an http or https URL such as https://api.example.com/v1, received something else.",
    );
  if (model === "")
    throw new Error(
      "Expected ERRATA_PROVIDER_MODEL to name a model, received nothing. Set it together with ERRATA_PROVIDER_URL.",
    );
  return { url, model, key: environment.ERRATA_PROVIDER_KEY ?? "" };
}
