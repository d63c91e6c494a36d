using System.Management.Automation;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Json;

namespace Persist.Merging;

/// <summary>One call of a merge script, and what its outcome means.</summary>
internal sealed class MergeRun
{
    private const string JsonNull = "null";

    // A program that fails is an error of the script that runs it, as a cmdlet that writes one is: what it put out would be stored.
    // Not so in a module's functions, which do not see this variable.
    private const string Call = "param($__merge, $__versions) $PSNativeCommandUseErrorActionPreference = $true; & $__merge @__versions";

    private readonly string _key;
    private readonly MergeVersion _local;
    private readonly MergeVersion _remote;
    private readonly MergeVersion? _ancestor;
    private readonly int _parameters;

    public MergeRun(MergeRequest request, int parameters)
    {
        _key = request.Key;
        _local = new MergeVersion(request.Local);
        _remote = new MergeVersion(request.Remote);
        _ancestor = request.Ancestor is { } ancestor ? new MergeVersion(ancestor) : null;
        _parameters = parameters;
    }

    private object?[] Versions => new object?[] { _local, _remote, _ancestor }[.._parameters];

    /// <summary>Calls the script in the session of this thread.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.MergeFailed"/>.</exception>
    public MergeResult Invoke(ScriptBlock block)
    {
        try
        {
            var output = ScriptBlock.Create($"{Call} 2>&1").Invoke(block, Versions);
            var error = output.Select(o => o?.BaseObject).OfType<ErrorRecord>().FirstOrDefault(error => !IsNativeOutput(error));
            return error is null
                ? Decide([.. output.Where(o => o?.BaseObject is not ErrorRecord)])
                : throw Failed(ScriptPlace.Describe(error), error.Exception);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Failed(ScriptPlace.Describe(failure.ErrorRecord), failure);
        }
    }

    /// <summary>Calls the script in the shell's runspace.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.MergeFailed"/>.</exception>
    public MergeResult Invoke(System.Management.Automation.PowerShell shell, ScriptBlock block)
    {
        shell.AddScript(Call, useLocalScope: true)
            .AddArgument(block)
            .AddArgument(Versions);
        try
        {
            var output = shell.Invoke();

            // A stopped pipeline returns what it had so far, without an error.
            if (shell.InvocationStateInfo.State != PSInvocationState.Completed)
            {
                throw Failed("it was stopped", shell.InvocationStateInfo.Reason);
            }

            if (shell.Streams.Error.FirstOrDefault(error => !IsNativeOutput(error)) is { } error)
            {
                throw Failed(ScriptPlace.Describe(error), error.Exception);
            }

            return Decide(output);
        }
        catch (RuntimeException failure)
        {
            throw Failed(ScriptPlace.Describe(failure.ErrorRecord), failure);
        }
    }

    private MergeResult Decide(IList<PSObject> output) => output.Count switch
    {
        0 => throw Failed("it returned nothing. Return $local, $remote, a value, or [Persist.Deleted]::Value", null),
        1 => Decide(output[0]),
        _ => throw Failed($"it returned {output.Count} objects. Return one; an array as ,@(…)", null),
    };

    private MergeResult Decide(PSObject? output)
    {
        switch (output?.BaseObject)
        {
            // As often as not a field that is not there, or a name that is mistyped: nobody asked for both versions to be replaced by it.
            case null when _local.Stored.Json != JsonNull && _remote.Stored.Json != JsonNull:
                throw Failed("it returned $null, and neither version is null. To store the JSON null return [DBNull]::Value, and to delete the item [Persist.Deleted]::Value", null);
            case Deleted:
                return MergeResult.Delete;
            case PersistVersion version when ReferenceEquals(version, _local):
                return Unless(Edited(version), MergeResult.UseLocal);
            case PersistVersion version when ReferenceEquals(version, _remote):
                return Unless(Edited(version), MergeResult.UseRemote);
            case PersistVersion version:
                return version.IsDeleted ? MergeResult.Delete : Unless(Edited(version), MergeResult.Value(version.Stored.Json!));
            default:
                return MergeResult.Value(JsonWriting.Write(_key, output));
        }
    }

    // What a program writes to its error stream is as often progress as trouble; its exit code says which. PowerShell wraps the first line and the following ones differently.
    private static bool IsNativeOutput(ErrorRecord error) =>
        error.FullyQualifiedErrorId is "NativeCommandError" or "NativeCommandErrorMessage";

    // `$local.Value.Count++; $local` means the changed value, not the version as it was.
    private string? Edited(PersistVersion version)
    {
        if (version.IsDeleted || !version.Stored.IsRead)
        {
            return null;
        }

        var now = JsonWriting.Write(_key, version.Value);
        var before = JsonWriting.Write(_key, JsonReading.Read(_key, version.Stored.Json!, asDictionary: false));
        return now == before ? null : now;
    }

    private static MergeResult Unless(string? edited, MergeResult untouched) => edited is null ? untouched : MergeResult.Value(edited);

    private PersistException Failed(string reason, Exception? cause)
    {
        reason = reason.TrimEnd('.');
        return cause is null ? PersistErrors.MergeFailed.With(_key, reason) : PersistErrors.MergeFailed.Because(cause, _key, reason);
    }
}
