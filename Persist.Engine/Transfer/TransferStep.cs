namespace Persist.Engine.Transfer;

/// <summary>What an export or an import is doing.</summary>
public enum TransferStep
{
    /// <summary>Items are written to the file. Counted in items; the total is known unless they are filtered.</summary>
    Exporting,

    /// <summary>The file is read once to see that it is whole. Counted in bytes.</summary>
    Checking,

    /// <summary>Lines are taken into the store. Counted in lines.</summary>
    Importing,
}
