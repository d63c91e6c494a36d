namespace Persist.Bench.Scaling;

/// <summary>What things cost in a store of one size. Times in milliseconds.</summary>
/// <param name="Items">How many items the store holds.</param>
/// <param name="FirstPush">The first replica sends all of them.</param>
/// <param name="PushMemory">The most memory that the process of the first replica ever held, in MB.</param>
/// <param name="FirstPull">A new replica fetches all of them.</param>
/// <param name="PullMemory">The same of the new replica's process.</param>
/// <param name="Pipeline">A new PowerShell makes as many objects and stores them in a pipeline; not a number where there is none.</param>
/// <param name="PipelineMemory">The same of that process.</param>
/// <param name="Open">Opening the store.</param>
/// <param name="Status">The status, counted while all of them wait in the queue.</param>
/// <param name="TenChanges">Ten changes travel from one replica to the other: the median.</param>
/// <param name="Nothing">A sync that finds nothing to do: the median.</param>
internal sealed record ScalingPoint(
    int Items, double FirstPush, double PushMemory, double FirstPull, double PullMemory, double Pipeline, double PipelineMemory, double Open,
    double Status, double TenChanges, double Nothing);
