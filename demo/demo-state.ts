/** What the control page shows. */
export interface DemoState {
  portalUrl: string;
  platforms: { name: string; url: string; isRunning: boolean }[];
  traffic: {
    isOn: boolean;
    /** To storefront, since the start. */
    sent: number;
    failed: number;
    /** By the platform's own word. */
    answeredBy: Record<string, number>;
  };
}
