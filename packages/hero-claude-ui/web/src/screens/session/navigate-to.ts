import { useLocation } from 'wouter';

/** Goes to a route of the dashboard. */
export function useNavigateTo(): (path: string) => void {
  const [, navigate] = useLocation();
  return navigate;
}
