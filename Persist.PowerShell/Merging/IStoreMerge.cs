using Persist.Engine.Conflicts;

namespace Persist.Merging;

/// <summary>The place where the merges of one store run: apart from every session, or in the one that opened the store.</summary>
internal interface IStoreMerge : IDisposable
{
    /// <summary>Ends when merges can run; fails when a module cannot be imported.</summary>
    Task Ready { get; }

    /// <summary>The engine's merge function for one of the store's scripts.</summary>
    MergeFunction For(MergeScript script);
}
