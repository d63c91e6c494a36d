namespace Persist.Bench.Harness;

/// <summary>Persist's figure and the raw library's.</summary>
internal readonly record struct Pair(double Ours, double Raw);
