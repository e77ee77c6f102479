// The ratios that Graphward and its engine aim for.
export const targets = [
  { workload: 'me', peer: 'graphward', against: 'apollo', atLeast: 1.25 },
  { workload: 'list20', peer: 'graphward', against: 'apollo', atLeast: 1.3 },
  { workload: 'list1000', peer: 'graphward', against: 'apollo', atLeast: 1.3 },
  { workload: 'list20', peer: 'graphward', against: 'mercurius', atLeast: 0.6 },
  { workload: 'list1000', peer: 'graphward', against: 'mercurius', atLeast: 0.6 },
  { workload: 'me', peer: 'graphward', against: 'tutorial', atLeast: 9 },
  { workload: 'me', peer: 'graphward', against: 'yoga', atLeast: 15 },
  { workload: 'me', peer: 'graphward', against: 'graphward-open', atLeast: 0.97 },
  { workload: 'list20', peer: 'graphward', against: 'graphward-open', atLeast: 0.97 },
  { workload: 'list1000', peer: 'graphward', against: 'graphward-open', atLeast: 0.97 },
  { workload: 'me', peer: 'mercurius-engine', against: 'mercurius', atLeast: 1 },
  { workload: 'list20', peer: 'mercurius-engine', against: 'mercurius', atLeast: 1 },
  { workload: 'me', peer: 'yoga-engine', against: 'yoga', atLeast: 1.5 },
  { workload: 'list20', peer: 'yoga-engine', against: 'yoga', atLeast: 1.5 },
  { workload: 'me-document', peer: 'graphward', against: 'driver', atLeast: 0.6 },
  { workload: 'login', peer: 'graphward', against: 'argon2', atLeast: 0.9 },
];
