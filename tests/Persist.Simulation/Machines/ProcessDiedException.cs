namespace Persist.Simulation.Machines;

/// <summary>Ends what a killed process has under way.</summary>
internal sealed class ProcessDiedException() : Exception("the simulated process has been killed");
