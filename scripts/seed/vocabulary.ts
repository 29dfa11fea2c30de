/** What a large company's APIs are about: per domain its things, and what is done to them beside the usual. */
export interface BusinessDomain {
  domain: string;
  things: readonly [singular: string, plural: string][];
  actions: readonly string[];
}

const domain = (name: string, things: string, actions: string): BusinessDomain => ({
  domain: name,
  things: things.split(" ").map((pair) => {
    const [singular = "", plural = `${singular}s`] = pair.split("/");
    return [singular, plural];
  }),
  actions: actions.split(" "),
});

export const DOMAINS: readonly BusinessDomain[] = [
  domain(
    "payments",
    "payment refund charge payout dispute mandate wallet settlement",
    "capture void authorize reconcile",
  ),
  domain(
    "finance",
    "invoice ledger/ledgers budget journal/journals account forecast accrual currency/currencies",
    "post approve close revalue",
  ),
  domain(
    "retail",
    "product store basket promotion coupon price assortment receipt",
    "activate discount checkout clear",
  ),
  domain(
    "logistics",
    "shipment parcel route carrier depot manifest pallet customs-declaration",
    "dispatch track reroute load",
  ),
  domain(
    "warehouse",
    "stock-item bin pick-list replenishment cycle-count zone inbound-order container",
    "reserve pick pack count",
  ),
  domain(
    "identity",
    "user session credential consent role group device passkey",
    "verify revoke enrol rotate",
  ),
  domain(
    "marketing",
    "campaign audience segment newsletter banner landing-page lead attribution",
    "launch pause personalise measure",
  ),
  domain(
    "loyalty",
    "member reward point-balance tier-rule voucher partner-offer stamp referral",
    "redeem earn expire transfer",
  ),
  domain(
    "hr",
    "employee vacancy/vacancies contract absence shift appraisal training payslip",
    "hire promote schedule offboard",
  ),
  domain(
    "support",
    "ticket conversation article agent queue macro survey escalation",
    "assign escalate resolve merge",
  ),
  domain(
    "insurance",
    "policy/policies claim premium quote coverage adjuster endorsement beneficiary/beneficiaries",
    "underwrite renew settle cancel",
  ),
  domain(
    "travel",
    "booking flight hotel itinerary/itineraries passenger seat fare visa",
    "rebook upgrade checkin hold",
  ),
  domain(
    "health",
    "patient appointment prescription lab-result referral-letter ward vaccination clinician",
    "admit discharge prescribe triage",
  ),
  domain(
    "energy",
    "meter tariff outage reading grid-node charging-session turbine forecast-curve",
    "connect disconnect balance curtail",
  ),
  domain(
    "telecom",
    "subscriber sim number-porting tariff-plan cell-site call-record roaming-zone bundle",
    "provision suspend port throttle",
  ),
  domain(
    "media",
    "video playlist channel subtitle podcast episode licence rendition",
    "transcode publish geoblock stitch",
  ),
  domain(
    "analytics",
    "report dashboard metric cohort experiment event funnel dataset",
    "aggregate refresh sample annotate",
  ),
  domain(
    "security",
    "alert vulnerability/vulnerabilities certificate secret firewall-rule audit-trail scan threat",
    "quarantine scan sign suppress",
  ),
  domain(
    "procurement",
    "supplier purchase-order tender catalogue-item requisition goods-receipt framework-agreement bid",
    "award shortlist order negotiate",
  ),
  domain(
    "manufacturing",
    "work-order machine bill-of-materials batch quality-check recipe spare-part downtime",
    "start stop calibrate inspect",
  ),
  domain(
    "real-estate",
    "property/properties lease tenant viewing valuation floor-plan inspection deposit",
    "let appraise vacate list",
  ),
  domain(
    "education",
    "course student enrolment grade exam assignment lecture timetable",
    "grade enrol publish proctor",
  ),
  domain(
    "legal",
    "case-file matter clause signature deadline filing counterparty/counterparties redaction",
    "sign file redact seal",
  ),
  domain(
    "platform",
    "feature-flag deployment environment-config job webhook rate-plan tenant-space backup",
    "deploy rollback toggle restore",
  ),
];

/** What tells two APIs about one thing apart. */
export const QUALIFIERS = [
  "", "Partner", "Internal", "Mobile", "EU", "US", "APAC", "Legacy", "Batch", "Realtime", "B2B", "Self-Service", "Admin",
  "Public", "Group", "Premium", "Express", "Bulk", "Regional", "Franchise", "Wholesale", "Digital", "Field", "Core", "Edge",
  "Global", "Nordic", "Iberia", "Benelux", "DACH",
] as const; // prettier-ignore

export const FORMS = [
  "API",
  "Service",
  "Hub",
  "Gateway",
  "Registry",
  "Engine",
  "Directory",
  "Store",
] as const;

export const TAGS = [
  "pci", "gdpr", "beta", "core", "legacy", "partner", "internal", "mobile", "streaming", "batch", "webhooks", "reporting",
  "search", "realtime", "read-only", "idempotent", "hipaa", "sox", "customer-facing", "back-office", "eu-only", "us-only",
  "event-driven", "graph", "documents", "images", "geo", "ml", "forecasting", "compliance", "audit", "open-data",
] as const; // prettier-ignore

export const SQUADS = ["Falcon", "Otter", "Cedar", "Basalt", "Comet"] as const;
