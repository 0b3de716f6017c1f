/** Asks a model behind an OpenAI-compatible endpoint, and says in one word why there is no answer. */
export type { Message } from "./message.ts";
export { openProvider, type Provider, type ProviderSettings } from "./open-provider.ts";
export { ProviderFault, type ProviderFaultReason } from "./provider-fault.ts";
export { settingsFromEnvironment } from "./settings-from-environment.ts";
