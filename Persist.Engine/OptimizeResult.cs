namespace Persist.Engine;

/// <summary>What <see cref="PersistStore.OptimizeAsync"/> did.</summary>
/// <param name="SizeBefore">Bytes of the file and its log before.</param>
/// <param name="SizeAfter">Bytes of both afterwards.</param>
/// <param name="ConflictsRemoved">How many entries of the conflict log were forgotten.</param>
public sealed record OptimizeResult(long SizeBefore, long SizeAfter, int ConflictsRemoved);
