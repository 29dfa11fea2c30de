/** What people type: whole words, words while they are typed, typing errors, paths, frequent and rare ones. */
export const QUERIES: readonly string[] = [
  "", "", "",
  "p", "pa", "pay", "paym", "payment", "payments",
  "inv", "invoice", "invoices eu", "refund", "refund api",
  "paymnt", "invocie", "shipmnet", "warehous", "authentcation", "subscirber", "pamyent refnud",
  "/invoices", "/invoices/{invoiceId}", "POST /refunds", "GET /shipments", "/bookings/{bookingId}/upgrade",
  "list", "create", "get", "search", "update",
  "create a booking", "approve an invoice", "number porting", "bill of materials", "feature flag rollback",
  "warehouse falcon", "marketing otter", "pci", "gdpr", "customer-facing",
  "partner wallet hub", "nordic", "listShipments", "capturePayment", "zzzzqq", "xylophone", "the list of all orders",
]; // prettier-ignore

/** Search parameters of the catalogue besides the words, as facets are clicked. */
export const FILTERS: readonly Record<string, string>[] = [
  {},
  {},
  { tier: "1,2" },
  { domain: "payments,finance" },
  { tag: "pci,core", environment: "production" },
  { stage: "published", sort: "updatedAt", dir: "desc" },
  { page: "5" },
];
