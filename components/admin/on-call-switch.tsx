import { Switch } from "@/components/ui/switch.tsx";

/** The field named `onCall`: a grant beside the role. */
export function OnCallSwitch({ isOnCall }: { isOnCall: boolean }) {
  return (
    <Switch
      name="onCall"
      defaultChecked={isOnCall}
      label="On call"
      hint="May pin traffic to a target, release it, fail back and acknowledge alerts on every API they can see."
    />
  );
}
