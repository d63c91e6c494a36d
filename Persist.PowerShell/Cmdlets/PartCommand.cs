using System.Management.Automation;
using Persist.Engine.Errors;

namespace Persist.Cmdlets;

/// <summary>
/// A cmdlet that changes parts of an item, members or fields. What the pipeline brings for one key is one write, in
/// transactions of up to 1,000 parts.
/// </summary>
/// <typeparam name="T">A part as the engine takes it.</typeparam>
public abstract class PartCommand<T> : ItemCommand
{
    private const int BatchSize = 1000;

    private readonly List<T> _parts = [];
    private string? _key;

    /// <summary>Passes the item on, once the change is durable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Flush();

    /// <summary>What is done, for -WhatIf: <c>Add 3 member(s)</c>.</summary>
    private protected abstract string Describe(int count);

    /// <summary>The transaction; called on another thread.</summary>
    private protected abstract void Change(string key, IReadOnlyList<T> parts);

    private protected void Add(string key, T part)
    {
        if (_key != key || _parts.Count >= BatchSize)
        {
            Flush();
        }

        _key = key;
        _parts.Add(part);
    }

    /// <summary>Parts are removed from what exists: a slip in the key is told.</summary>
    private protected void CheckExists(string key)
    {
        if (!Target.Engine.Contains(key))
        {
            throw PersistErrors.ItemNotFound.With(key, Target.Name);
        }
    }

    private void Flush()
    {
        if (_key is { } key && _parts.Count > 0 && ShouldProcess($"{key} in {Target.Name}", Describe(_parts.Count)))
        {
            ForOne(key, () => Change(key));
        }

        _parts.Clear();
    }

    private void Change(string key)
    {
        AwaitLocal(() => Change(key, _parts));
        if (PassThru && Target.Engine.Get(key) is { } item)
        {
            WriteObject(new PersistItem(item));
        }
    }
}
