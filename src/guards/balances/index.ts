/** Charges credits and counts stored bytes: reserved before the work, charged together with its effect. */
export {
  type ChargeRequest,
  type CreditEvent,
  type CreditReservation,
  type CreditsGuard,
  type CreditsOptions,
  credits,
  type DuplicateDetails,
  type InsufficientDetails,
  type PreparedWork,
} from "./credits.ts";
export {
  type StorageDetails,
  type StorageEvent,
  type StorageQuotaGuard,
  type StorageQuotaOptions,
  type StorageRequest,
  type StorageReservation,
  type StorageUsage,
  type StorageWork,
  storageQuota,
} from "./storage-quota.ts";
export type { Reservation } from "./with-reservation.ts";
